import { readFileSync } from 'node:fs'
import { problemSchema } from '@undongle/core/api/error'
import { leaseApi } from '@undongle/core/api/lease'
import { localApi } from '@undongle/core/api/local'
import { consumptionSchema, entryReplySchema, meterApi } from '@undongle/core/api/meter'
import { pathOf } from '@undongle/core/api/operation'
import { documentKeys, keyFileSchema, openKeySet } from '@undongle/core/document/key-set'
import { openLease } from '@undongle/core/document/lease'
import { publicKeySchema, thumbprint } from '@undongle/core/key'
import { verifySignature } from '@undongle/core/node/crypto'
import { expect, test } from 'vitest'
import type { z } from 'zod'
import { nothingStored, parseStored, storedSchema, writeStored } from '../../packages/sdk/src/stored.ts'
import { wireProtocolPage, writeWireProtocolPage } from '../../scripts/reference/wire-protocol-page.ts'
import { leaseWorld } from '../api/lease-world.ts'
import { exampleOf, fieldsOf, fieldsOnPage, sectionOf } from './page.ts'

// The page is for people who write a client in another language: it has to be true to the code, and its requests have to work.

const page = readFileSync(wireProtocolPage, 'utf8')
const linked = new Set<z.core.$ZodType>([keyFileSchema, publicKeySchema])

const sections: readonly (readonly [title: string, schema: z.ZodType])[] = [
  ['Checkout at the License Server', localApi['lease.put'].body],
  ['Answer of the License Server', localApi['lease.put'].answer],
  ['Answer to a release', localApi['lease.release'].answer],
  ['Checkout at the cloud', leaseApi['lease.put'].body],
  ['Answer of the cloud', leaseApi['lease.put'].answer],
  ['Consumption', localApi['meter.consume'].body],
  ['Answer to a consumption', localApi['meter.consume'].answer],
  ['Trust', localApi['keys.read'].answer],
]

test.each(sections)('%s: the page tells exactly the fields of the schema', (title, schema) => {
  expect(fieldsOnPage(sectionOf(page, title)).toSorted()).toEqual(fieldsOf(schema, linked).toSorted())
})

test('a refusal has the fields of a problem', () => {
  const told = fieldsOnPage(sectionOf(page, 'When the answer is “no”, and when there is none'))
  expect(told).toEqual(expect.arrayContaining(fieldsOf(problemSchema, linked)))
})

test('what is kept has the fields of the store', () => {
  expect(fieldsOnPage(sectionOf(page, 'What is kept')).toSorted()).toEqual(fieldsOf(storedSchema, linked).toSorted())
  expect(parseStored(writeStored(nothingStored))).toEqual(nothingStored)
})

test('points are asked for by the same call at the License Server and at the cloud', () => {
  const { path, body, answer } = localApi['meter.consume']
  expect({ path, body, answer }).toEqual({
    path: meterApi['meter.consume'].path,
    body: consumptionSchema,
    answer: entryReplySchema,
  })
})

test('the tables of the page are what the code says; otherwise run: npm run reference', () => {
  expect(page).toBe(writeWireProtocolPage(page))
})

test('the requests of the page work, and get answers of the same form', async () => {
  const { state } = leaseWorld()
  const at = 'http://localhost:30304'
  const keys = await state.server(at + localApi['keys.read'].path)
  expect(localApi['keys.read'].answer.safeParse(await keys.json())).toMatchObject({ success: true })
  const [, path = ''] = /^`PUT (\/v1\/leases\/\S+)`$/m.exec(page) ?? []
  expect(path).toBe(pathOf(localApi['lease.put'], { lease: path.split('/').at(-1) ?? '' }))
  const seat = await state.server(at + path, { method: 'PUT', body: exampleOf(page, 'checkout') })
  expect(seat.status).toBe(200)
  expect(localApi['lease.put'].answer.safeParse(await seat.json())).toMatchObject({ success: true })
  expect((await state.server(at + path, { method: 'DELETE' })).status).toBe(200)
  const [, points = ''] = /^`PUT (\/v1\/consumptions\/\S+)`$/m.exec(page) ?? []
  const taken = await state.server(at + points, { method: 'PUT', body: exampleOf(page, 'consumption') })
  expect(taken.status).toBe(200)
  expect(localApi['meter.consume'].answer.safeParse(await taken.json())).toMatchObject({ success: true })
})

test('the example answers are whole, and the lease is signed by a key that the root vouches for', () => {
  const { cloud, licenseServer } = localApi['keys.read'].answer.parse(JSON.parse(exampleOf(page, 'keys')))
  const { lease } = localApi['lease.put'].answer.parse(JSON.parse(exampleOf(page, 'seat')))
  const set = cloud === null ? undefined : openKeySet(cloud.keySet, cloud.root, verifySignature)
  if (set?.ok !== true) return expect.fail('the key set is not opened')
  expect(cloud?.rootThumbprint).toBe(cloud && thumbprint(cloud.root))
  const opened = openLease(lease, documentKeys(set.claims), verifySignature)
  expect(opened).toMatchObject({ ok: true, claims: { iss: set.claims.iss, cnf: { jkt: licenseServer.kid } } })
  expect(problemSchema.parse(JSON.parse(exampleOf(page, 'refusal')))).toMatchObject({
    code: 'no-seat-free',
    status: 409,
  })
})
