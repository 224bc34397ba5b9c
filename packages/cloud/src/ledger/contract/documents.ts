import type { OrderCertificate } from '@undongle/core/document/certificate'
import type { Order } from '@undongle/core/document/order'
import { hashValue } from '@undongle/core/hash'
import type { PublicKey } from '@undongle/core/key'
import type { License } from '@undongle/core/license'
import { fromSeconds } from '@undongle/core/time'
import type { Transfer, TransferFacts, Unsigned } from '../../transfer/transfer.ts'
import type { Whole } from '../ledger.ts'
import { type LedgerWorld, type WorldCompany, worldSeconds } from './world.ts'

// Whole transfers and certificates of a world: the ledger keeps what it is given, so they only have to be well-formed.

/** What is drawn of a transfer or a certificate: which of the world's ids it is about. */
export interface Drawn {
  readonly transfer: number
  readonly certificate: number
  readonly dongle: number
  readonly line: 'clinic' | 'lab' | 'none'
  readonly company: WorldCompany
}

const key: PublicKey = { kty: 'OKP', crv: 'Ed25519', x: 'a'.repeat(43) }
const grade = { class: 'A', crashSafe: true, tamperProof: false } as const
export const at = fromSeconds(worldSeconds)

export function transferOf(world: LedgerWorld, drawn: Drawn, state: Transfer['state']): Transfer {
  const facts = factsOf(world, drawn)
  switch (state) {
    case 'ordered':
      return { ...facts, state, order: orderOf(world, drawn, facts) }
    case 'moved':
      return {
        ...facts,
        state,
        order: orderOf(world, drawn, facts),
        result: 'partly-moved',
        certificate: pick(world.certificates, drawn.certificate),
        receipt: 'cmVjZWlwdA',
        finishedAt: new Date(at.getTime() + drawn.transfer),
      }
    case 'certified':
      return {
        ...facts,
        state,
        order: drawn.certificate === 0 ? undefined : orderOf(world, drawn, facts),
        result: 'all-moved',
        certificate: pick(world.certificates, drawn.certificate),
        finishedAt: at,
      }
    case 'answered':
      return {
        ...facts,
        state,
        result: 'ineligible',
        certificate: undefined,
        document: { kid: 'result-1', claims: { transfer: facts.id } },
        finishedAt: at,
      }
    case 'draining':
      return {
        ...facts,
        ...drain,
        state,
        joined: drawn.certificate === 0 ? undefined : pick(world.transfers, 0),
        certified: undefined,
      }
    case 'drained':
      return {
        ...facts,
        ...drain,
        state,
        result: 'all-moved',
        certificate: pick(world.certificates, drawn.certificate),
        finishedAt: at,
      }
  }
}

const drain = {
  joined: undefined,
  notBefore: at,
  cancelable: true,
  possession: 'waited',
  statement: { body: '{}', signature: 'A'.repeat(86) },
} as const

function factsOf(world: LedgerWorld, { transfer, dongle, line, company }: Drawn): TransferFacts & { key: PublicKey } {
  const license = licenseOf(world)
  return {
    id: pick(world.transfers, transfer),
    company: world.companies[company],
    line,
    dongle: pick(world.dongles, dongle),
    serial: pick(world.serials, dongle),
    key,
    grade,
    plan: {
      line,
      policy: { name: 'clinic', version: 1 },
      licenses: [{ license, answer: 'moves', reason: 'moves', from: null, onDongle: true, dongleSays: null }],
    },
    planHash: hashValue('plan'),
    contact: 'ada@example.com',
    moved: 1,
    kept: 0,
    openedAt: at,
    opened: undefined,
  }
}

/** What makes a transfer whole that only its certificate told of. */
export function wholeOf(world: LedgerWorld, drawn: Drawn): Whole {
  return { order: orderOf(world, drawn, factsOf(world, drawn)), receipt: 'cmVjZWlwdA', key }
}

function orderOf(world: LedgerWorld, { dongle, company }: Drawn, { id, line }: TransferFacts): Unsigned<Order> {
  const claims: Order = {
    iss: 'http://cloud.test',
    iat: worldSeconds,
    transfer: id,
    dongle: pick(world.dongles, dongle),
    company: world.companies[company],
    line,
    generation: 1,
    plan: hashValue('plan'),
    list: hashValue('list'),
    until: null,
    licenses: [{ license: pick(world.licenses, 0), position: 0, sequence: 1 }],
  }
  return { kid: 'order-1', claims }
}

export function certificateOf(world: LedgerWorld, drawn: Drawn): Unsigned<OrderCertificate> {
  const license = licenseOf(world)
  const chain = [{ sequence: 1, debit: 'vendor', credit: 'dongle:S', at: worldSeconds, transfer: null }]
  const claims: OrderCertificate = {
    iss: 'http://cloud.test',
    iat: worldSeconds,
    jti: pick(world.certificates, drawn.certificate),
    transfer: pick(world.transfers, drawn.transfer),
    result: 'partly-moved',
    company: { id: world.companies[drawn.company], name: 'Company' },
    dongle: { key: pick(world.dongles, drawn.dongle), serial: pick(world.serials, drawn.dongle), grade },
    line: drawn.line,
    policy: { name: 'clinic', version: 1 },
    contact: 'ada@example.com',
    order: hashValue('order'),
    receipt: hashValue('receipt'),
    moved: [{ license, chain }],
    kept: [],
  }
  return { kid: 'certificate-1', claims }
}

export function licenseOf(world: LedgerWorld): License {
  const id = pick(world.licenses, 0)
  return {
    id,
    line: 'clinic',
    product: 'scan',
    name: 'Scan',
    generation: '3.0',
    quantity: 1,
    term: { kind: 'perpetual' },
  }
}

export function pick<Value>(from: readonly Value[], index: number): Value {
  const found = from[index]
  if (found === undefined) throw new Error(`a world has no number ${index} of these`)
  return found
}
