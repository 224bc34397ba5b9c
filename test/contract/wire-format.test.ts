import { readFileSync } from 'node:fs'
import path from 'node:path'
import { courierAnswerSchema } from '@undongle/core/courier/answer'
import { courierRequestSchema } from '@undongle/core/courier/request'
import { blockListSchema } from '@undongle/core/document/block-list'
import { certificateSchema } from '@undongle/core/document/certificate'
import { certificateBundleSchema } from '@undongle/core/document/certificate-bundle'
import { emergencySchema } from '@undongle/core/document/emergency'
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
import { exampleOf, fieldsOf, fieldsOnPage, sectionOf } from './page.ts'

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
  ['Emergency switch', emergencySchema],
  ['Block list', blockListSchema],
  ['Courier request', courierRequestSchema],
  ['Courier answer', courierAnswerSchema],
  ['Machine proof', machineProofSchema],
]
const linked = new Set<z.core.$ZodType>([publicKeySchema, keyFileSchema, licenseSchema, termSchema])

test.each(sections)('%s: the page tells exactly the fields of the schema', (title, schema) => {
  expect(fieldsOnPage(sectionOf(page, title)).toSorted()).toEqual(fieldsOf(schema, linked).toSorted())
})

test('a field that is missing in the page is seen', () => {
  const torn = page.replace(/^\| `plan` .*$/m, '')
  expect(fieldsOnPage(sectionOf(torn, 'Order'))).not.toEqual(fieldsOnPage(sectionOf(page, 'Order')))
  expect(fieldsOf(orderSchema, linked)).toContain('plan')
})

test('the page tells the typ of each purpose', () => {
  for (const typ of Object.values(purposes)) expect(page).toContain(`\`${typ}\``)
})

test('the example documents are what the page says', () => {
  const { key, kid, order, certificate } = exampleSchema.parse(JSON.parse(exampleOf(page, 'documents')))
  const keys = (['order', 'certificate'] as const).map((purpose) => ({ kid: kid[purpose], purpose, key }))
  expect(openDocument(order, 'order', orderSchema, keys, verifySignature)).toMatchObject({ ok: true })
  expect(openDocument(certificate, 'certificate', certificateSchema, keys, verifySignature)).toMatchObject({ ok: true })
  expect(kid.order).toBe(`order-${thumbprint(key)}`)
})

test('the example state is a whole one, rightly signed', () => {
  const { key, value } = exampleStateSchema.parse(JSON.parse(exampleOf(page, 'dongle-state')))
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
