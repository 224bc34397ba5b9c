import type { OrderCertificate } from '@undongle/core/document/certificate'
import type { OrderBundle } from '@undongle/core/document/certificate-bundle'
import type { LicenseList } from '@undongle/core/document/license-list'
import type { Order } from '@undongle/core/document/order'
import {
  encodeStateBody,
  firstStateBody,
  joinStateValue,
  nextStateBody,
  parseStateValue,
} from '@undongle/core/dongle/state'
import { base64url, utf8 } from '@undongle/core/encoding'
import { hashBytes } from '@undongle/core/hash'
import { thumbprint } from '@undongle/core/key'
import { makeP256Key, publicKeyOf, signWith, verifySignature } from '@undongle/core/node/crypto'
import { toSeconds } from '@undongle/core/time'
import { idMaker, issuer, type Vendor } from './vendor.ts'

export interface BundleChange {
  readonly order?: (order: Order) => Order
  readonly certificate?: (certificate: OrderCertificate) => OrderCertificate
}

/** A finished transfer of a two-license dongle, with real keys on every side; `change` alters what is signed, before it is signed. */
export function makeBundle(vendor: Vendor, at: Date, change: BundleChange = {}): OrderBundle {
  const makeId = idMaker(at)
  const iat = toSeconds(at)
  const serial = 'EVAL-0001'
  const dongle = makeP256Key()
  const dongleKey = publicKeyOf(dongle)
  const sign = signWith(dongle)
  const [transfer, company] = [makeId('transfer'), makeId('company')]
  const [scan, design] = ['clinic-scan', 'clinic-design'].map((product) => ({
    id: makeId('license'),
    line: 'clinic',
    product,
    name: product,
    generation: '3.0',
    quantity: 1,
    term: { kind: 'perpetual' as const },
  }))
  const licenses = [scan, design].filter((license) => license !== undefined)
  const list: LicenseList = { iss: 'Vendor', iat, dongle: thumbprint(dongleKey), serial, licenses }
  const listBytes = utf8(vendor.sign('license-list', list))
  const first = encodeStateBody(firstStateBody(dongleKey, listBytes))
  const stateOne = parseStateValue(joinStateValue(first, sign(first)), dongleKey, verifySignature)
  if (stateOne === undefined) throw new Error('the first state was not accepted')
  const plainOrder: Order = {
    iss: issuer,
    iat,
    transfer,
    dongle: thumbprint(dongleKey),
    company,
    line: 'clinic',
    generation: 1,
    plan: hashBytes(utf8('plan')),
    list: stateOne.body.list,
    until: null,
    licenses: licenses.map((license, position) => ({ license: license.id, position, sequence: 1 })),
  }
  const order = vendor.sign('order', change.order?.(plainOrder) ?? plainOrder)
  const act = { act: 'retire', transfer, order: hashBytes(utf8(order)), lines: [0, 1], until: null } as const
  const second = encodeStateBody(nextStateBody(stateOne, act))
  const receipt = joinStateValue(second, sign(second))
  const plainCertificate: OrderCertificate = {
    iss: issuer,
    iat,
    jti: makeId('certificate'),
    transfer,
    result: 'all-moved',
    company: { id: company, name: 'Smile Dental' },
    dongle: { key: thumbprint(dongleKey), serial, grade: { class: 'A', crashSafe: true, tamperProof: false } },
    line: 'clinic',
    policy: { name: 'clinic', version: 1 },
    contact: 'ada@smile.example',
    order: hashBytes(utf8(order)),
    receipt: hashBytes(receipt),
    moved: licenses.map((license) => ({
      license,
      chain: [
        { sequence: 1, debit: 'vendor', credit: `dongle:${serial}`, at: iat, transfer: null },
        { sequence: 2, debit: `dongle:${serial}`, credit: `company:${company}`, at: iat, transfer },
      ],
    })),
    kept: [],
  }
  const certificate = vendor.sign('certificate', change.certificate?.(plainCertificate) ?? plainCertificate)
  return { certificate, order, receipt: base64url(receipt), dongleKey, keys: vendor.keyFile() }
}
