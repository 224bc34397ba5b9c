import { writeDocument } from '@undongle/core/document/jws'
import type { LicenseList } from '@undongle/core/document/license-list'
import type { Order } from '@undongle/core/document/order'
import { utf8 } from '@undongle/core/encoding'
import { hashBytes } from '@undongle/core/hash'
import { makeId, type TransferId } from '@undongle/core/id'
import { makeEd25519Key, signWith } from '@undongle/core/node/crypto'
import type { DongleIdentity } from '../driver.ts'

// The documents a vendor and a cloud would sign, for the contract suite. Ids come from a counted time and seeded bytes.

const signVendor = signWith(makeEd25519Key())
const signCloud = signWith(makeEd25519Key())
const made = new Date('2026-01-01T00:00:00Z')
let ids = 0

const nextBytes = (sizeBytes: number) => new Uint8Array(sizeBytes).fill(ids++ % 251)

export function makeTransferId(): TransferId {
  return makeId('transfer', new Date(made.getTime() + ids), nextBytes)
}

export function signList({ id, serial }: Pick<DongleIdentity, 'id' | 'serial'>, licenseCount: number): string {
  const licenses = Array.from({ length: licenseCount }, (_, index) => ({
    id: makeId('license', new Date(made.getTime() + ids), nextBytes),
    line: index % 2 === 0 ? 'clinic' : 'lab',
    product: `product-${index}`,
    name: `Product ${index}`,
    generation: '3.0',
    quantity: 1,
    term: { kind: 'perpetual' as const },
  }))
  const list: LicenseList = { iss: 'Example vendor', iat: made.getTime() / 1000, dongle: id, serial, licenses }
  return writeDocument('license-list', 'vendor-1', list, signVendor)
}

export function signOrder(order: {
  dongle: string
  list: string
  generation: number
  positions: readonly number[]
  transfer?: TransferId
}): string {
  const claims: Order = {
    iss: 'https://cloud.example',
    iat: made.getTime() / 1000,
    transfer: order.transfer ?? makeTransferId(),
    dongle: order.dongle,
    company: makeId('company', made, nextBytes),
    line: 'clinic',
    generation: order.generation,
    plan: hashBytes(utf8('plan')),
    list: hashBytes(utf8(order.list)),
    until: null,
    licenses: order.positions.map((position) => ({
      license: makeId('license', new Date(made.getTime() + ids), nextBytes),
      position,
      sequence: 1,
    })),
  }
  return writeDocument('order', 'cloud-1', claims, signCloud)
}
