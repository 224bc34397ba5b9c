import { readFileSync } from 'node:fs'
import path from 'node:path'
import { certificateSchema } from '@undongle/core/document/certificate'
import { certificateBundleSchema } from '@undongle/core/document/certificate-bundle'
import { openDocument } from '@undongle/core/document/jws'
import { keyFileSchema, keySetSchema } from '@undongle/core/document/key-set'
import { leaseSchema } from '@undongle/core/document/lease'
import { licenseListSchema } from '@undongle/core/document/license-list'
import { machineProofSchema } from '@undongle/core/document/machine-proof'
import { orderSchema } from '@undongle/core/document/order'
import { permitSchema } from '@undongle/core/document/permit'
import { purposes } from '@undongle/core/document/purpose'
import { resultDocumentSchema } from '@undongle/core/document/result'
import { attestationBodySchema } from '@undongle/core/dongle/attestation'
import { parseStateValue, stateBodySchema } from '@undongle/core/dongle/state'
import { fromBase64url } from '@undongle/core/encoding'
import { publicKeySchema, thumbprint } from '@undongle/core/key'
import { licenseSchema, termSchema } from '@undongle/core/license'
import { verifySignature } from '@undongle/core/node/crypto'
import { expect, test } from 'vitest'
import { z } from 'zod'

// The page is for people who read our documents in another language: it has to name each field, and no field that is not there.

const page = readFileSync(path.join(import.meta.dirname, '../../docs/reference/wire-format.md'), 'utf8')

/** Each has a section of its own; where another one holds it, the page links there. */
const sections: readonly (readonly [title: string, schema: z.ZodType])[] = [
  ['Public key', publicKeySchema],
  ['Key file', keyFileSchema],
  ['Key set', keySetSchema],
  ['License', licenseSchema],
  ['Term', termSchema],
  ['License list', licenseListSchema],
  ['Dongle state', stateBodySchema],
  ['Attestation', attestationBodySchema],
  ['Order', orderSchema],
  ['Certificate', certificateSchema],
  ['Certificate bundle', certificateBundleSchema],
  ['Result', resultDocumentSchema],
  ['Lease', leaseSchema],
  ['Permit', permitSchema],
  ['Machine proof', machineProofSchema],
]
const linked = new Set<z.core.$ZodType>([publicKeySchema, keyFileSchema, licenseSchema, termSchema])

test.each(sections)('%s: the page tells exactly the fields of the schema', (title, schema) => {
  expect(fieldsOnPage(sectionOf(page, title)).toSorted()).toEqual(fieldsOf(schema).toSorted())
})

test('a field that is missing in the page is seen', () => {
  const torn = page.replace(/^\| `plan` .*$/m, '')
  expect(fieldsOnPage(sectionOf(torn, 'Order'))).not.toEqual(fieldsOnPage(sectionOf(page, 'Order')))
  expect(fieldsOf(orderSchema)).toContain('plan')
})

test('the page tells the typ of each purpose', () => {
  for (const typ of Object.values(purposes)) expect(page).toContain(`\`${typ}\``)
})

test('the example documents are what the page says', () => {
  const { key, kid, order, certificate } = exampleSchema.parse(JSON.parse(exampleOf('documents')))
  const keys = (['order', 'certificate'] as const).map((purpose) => ({ kid: kid[purpose], purpose, key }))
  expect(openDocument(order, 'order', orderSchema, keys, verifySignature)).toMatchObject({ ok: true })
  expect(openDocument(certificate, 'certificate', certificateSchema, keys, verifySignature)).toMatchObject({ ok: true })
  expect(kid.order).toBe(`order-${thumbprint(key)}`)
})

test('the example state is a whole one, rightly signed', () => {
  const { key, value } = exampleStateSchema.parse(JSON.parse(exampleOf('dongle-state')))
  const bytes = fromBase64url(value)
  const state = bytes && parseStateValue(bytes, key, verifySignature)
  expect(state?.body).toMatchObject({ generation: 2, away: [{ lines: [[0, 1]], until: null }] })
})

const exampleSchema = z.strictObject({
  key: publicKeySchema,
  kid: z.strictObject({ order: z.string(), certificate: z.string() }),
  order: z.string(),
  certificate: z.string(),
})
const exampleStateSchema = z.strictObject({ key: publicKeySchema, value: z.string() })

function exampleOf(id: string): string {
  const found = new RegExp(`^\`\`\`json id=${id}\n([^]*?)^\`\`\``, 'm').exec(page)
  return found?.[1] ?? ''
}

/** From a heading to the next one of its level. */
function sectionOf(text: string, title: string): string {
  const [, after = ''] = text.split(`\n## ${title}\n`)
  return after.split('\n## ')[0] ?? ''
}

/** The first cell of each row that names a field; tables of something else have no code there. */
function fieldsOnPage(section: string): string[] {
  return [...section.matchAll(/^\| `([^`]+)` \|/gm)].flatMap(([, field]) => field ?? [])
}

/** Every field of a schema, nested ones as `a.b` and those of a list's items as `a[].b`. */
function fieldsOf(schema: z.core.$ZodType, prefix = ''): string[] {
  if (prefix !== '' && linked.has(schema)) return []
  if (schema instanceof z.ZodObject) {
    return Object.entries<z.core.$ZodType>(schema.shape).flatMap(([name, inner]) => {
      const field = prefix === '' ? name : `${prefix}.${name}`
      return [field, ...fieldsOf(inner, field)]
    })
  }
  if (schema instanceof z.ZodUnion) return [...new Set(schema.options.flatMap((option) => fieldsOf(option, prefix)))]
  if (schema instanceof z.ZodOptional) return fieldsOf(schema.unwrap(), prefix)
  if (schema instanceof z.ZodArray) return fieldsOf(schema.element, `${prefix}[]`)
  return []
}
