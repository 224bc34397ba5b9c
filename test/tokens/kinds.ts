import { localApi } from '@undongle/core/api/local'
import { certificateSchema } from '@undongle/core/document/certificate'
import { type DocumentKey, type Opened, openDocument } from '@undongle/core/document/jws'
import { keySetSchema } from '@undongle/core/document/key-set'
import { leaseSchema } from '@undongle/core/document/lease'
import { licenseListSchema } from '@undongle/core/document/license-list'
import { machineProofSchema } from '@undongle/core/document/machine-proof'
import { orderSchema } from '@undongle/core/document/order'
import { permitSchema } from '@undongle/core/document/permit'
import { type Purpose, purposes } from '@undongle/core/document/purpose'
import { resultDocumentSchema } from '@undongle/core/document/result'
import { fromBase64url } from '@undongle/core/encoding'
import { makeEd25519Key, type PrivateKey, publicKeyOf, verifySignature } from '@undongle/core/node/crypto'
import { toSeconds } from '@undongle/core/time'
import type { z } from 'zod'
import { makeBundle } from '../api/certificate-bundle.ts'
import { leaseWorld } from '../api/lease-world.ts'
import { idMaker, issuer, makeVendor } from '../api/vendor.ts'

/** One signed type: its claims as they are in a right document, and how it is opened. */
export interface Kind {
  readonly purpose: Purpose
  readonly claims: object
  open(document: string): Opened<unknown>
}

const at = new Date('2026-03-01T12:00:00.000Z')
const vendor = makeVendor(at)
const bundle = makeBundle(vendor, at)
const makeId = idMaker(at)
const schemas = {
  'key-set': keySetSchema,
  order: orderSchema,
  certificate: certificateSchema,
  result: resultDocumentSchema,
  'license-list': licenseListSchema,
  lease: leaseSchema,
  permit: permitSchema,
  'machine-proof': machineProofSchema,
} as const satisfies Partial<Record<Purpose, z.ZodType>>
const names = Object.keys(schemas) as (keyof typeof schemas)[]

/** A key for each purpose, all of them believed: only the purpose keeps them apart. */
export const keys: ReadonlyMap<Purpose, PrivateKey> = new Map(names.map((purpose) => [purpose, makeEd25519Key()]))
export const kidOf = (purpose: Purpose): string => `${purpose}-1`
const believed: readonly DocumentKey[] = [...keys].map(([purpose, key]) => ({
  kid: kidOf(purpose),
  purpose,
  key: publicKeyOf(key),
}))

export async function makeKinds(): Promise<Kind[]> {
  const lease = await signedLease()
  const right: Record<keyof typeof schemas, object> = {
    'key-set': claimsOf(vendor.keyFile().keySet),
    order: claimsOf(bundle.order),
    certificate: claimsOf(bundle.certificate),
    'license-list': licenseList(),
    lease,
    permit: permitLike(lease),
    result: result(),
    'machine-proof': {
      jti: 'a'.repeat(22),
      iat: toSeconds(at),
      htm: 'POST',
      htu: `${issuer}/v1/license-servers`,
      jkt: vendor.rootThumbprint,
    },
  }
  return names.map((purpose) => ({
    purpose,
    claims: right[purpose],
    open: (document) => openDocument<unknown>(document, purpose, schemas[purpose], believed, verifySignature),
  }))
}

export function claimsOf(document: string): object {
  const payload = fromBase64url(document.split('.')[1] ?? '')
  return JSON.parse(new TextDecoder().decode(payload))
}

async function signedLease(): Promise<object> {
  const { state } = leaseWorld()
  const answer = await state.server('http://localhost/v1/leases/lse_01kdvdna00e008000000000001', {
    method: 'PUT',
    body: JSON.stringify({ product: 'clinic-scan', version: '3.0' }),
  })
  const { lease } = localApi['lease.put'].answer.parse(await answer.json())
  return claimsOf(lease)
}

const license = {
  id: makeId('license'),
  line: 'clinic',
  product: 'clinic-scan',
  name: 'Scan „3“',
  generation: '3.0',
  quantity: 2,
  term: { kind: 'until', until: '2027-01-31' },
}

const licenseList = () => ({
  iss: 'Vendor',
  iat: toSeconds(at),
  dongle: vendor.rootThumbprint,
  serial: 'A-1',
  licenses: [license],
})

function permitLike(lease: object): object {
  const { machine, cnf, licenses } = leaseSchema.parse(lease)
  return {
    ...{ iss: issuer, aud: 'undongle-license-server', iat: toSeconds(at), exp: toSeconds(at) + 864_000 },
    ...{
      company: makeId('company'),
      machine,
      cnf,
      dongle: vendor.rootThumbprint,
      serial: 'A-1',
      number: 1,
      epoch: 0,
      licenses,
    },
  }
}

const result = () => ({
  ...{ iss: issuer, iat: toSeconds(at), transfer: makeId('transfer'), dongle: vendor.rootThumbprint },
  ...{ company: makeId('company'), line: 'clinic', result: 'nothing-relevant', temporary: null },
  licenses: [{ license: license.id, answer: 'stays', reason: 'no-contract' }],
})

export const typOf = (purpose: Purpose): string => purposes[purpose]
