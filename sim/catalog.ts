import type { ProductLine } from '@undongle/core/api/line'
import { type CompanyId, type LicenseId, makeId, type UserId } from '@undongle/core/id'
import type { License } from '@undongle/core/license'
import { presets } from '@undongle/core/policy/presets'
import { toSeconds } from '@undongle/core/time'
import type { Sold } from '../packages/cloud/src/ledger/memory/facts.ts'
import { chanceOf } from './chance.ts'

// The vendor of the simulated worlds: three product lines, two customers, three dongles, three machines. Names are the same in
// every world, so that what was signed about them once need not be verified again.

export const worldBegins = new Date('2027-03-01T08:00:00.000Z')

const names = chanceOf(1)
const newId = <Kind extends Parameters<typeof makeId>[0]>(kind: Kind) =>
  makeId(kind, worldBegins, (sizeBytes) => names.bytes(sizeBytes))

export interface Customer {
  readonly company: CompanyId
  readonly user: UserId
  readonly username: string
}
const newCustomer = (username: string): Customer => ({ company: newId('company'), user: newId('user'), username })
export const ours = newCustomer('ann@ours.example')
export const theirs = newCustomer('ben@theirs.example')
export const customers = [ours, theirs] as const

/** Two who work for the vendor. */
export const operators = [newId('user'), newId('user')] as const

export interface MachinePlan {
  readonly name: string
  readonly customer: Customer
}
export const machinePlans: readonly MachinePlan[] = [
  { name: 'desk', customer: ours },
  { name: 'lab', customer: ours },
  { name: 'foreign', customer: theirs },
]

/** A license, whose it is by contract, and the dongle the contract puts it on. */
interface Sale {
  readonly license: License
  readonly customer: Customer
  readonly dongle: string
  /** In the contract, but not on the dongle. */
  readonly contractOnly: boolean
}

/** A license on a dongle that no contract knows, of a demo or a sales dongle. */
interface Sample {
  readonly license: License
  readonly dongle: string
}

export const lineNames = ['alpha', 'beta'] as const
export type LineName = (typeof lineNames)[number]

const newLicense = (line: LineName): License => ({
  id: newId('license'),
  line,
  product: `${line}-app`,
  name: `The ${line} application`,
  generation: '3.0',
  quantity: 1,
  term: { kind: 'perpetual' },
})

const sale = (line: LineName, customer: Customer, dongle: string, contractOnly = false): Sale => ({
  license: newLicense(line),
  customer,
  dongle,
  contractOnly,
})

export const sales: readonly Sale[] = [
  sale('alpha', ours, 'D-1'),
  sale('alpha', ours, 'D-1'),
  sale('beta', ours, 'D-1'),
  sale('alpha', ours, 'D-1', true),
  sale('alpha', theirs, 'D-2'),
  sale('beta', theirs, 'D-2'),
  sale('beta', ours, 'D-3'),
]

const samples: readonly Sample[] = lineNames.map((line) => ({ license: newLicense(line), dongle: 'D-4' }))

/** What most worlds are about; D-4 holds samples only. */
export const dongleSerials = ['D-1', 'D-2', 'D-3'] as const

/** D-3 is assigned to nobody: who finishes first pins it. */
export const assignedTo = (serial: string): Customer | undefined =>
  serial === 'D-1' ? ours : serial === 'D-2' ? theirs : undefined

export const listedOn = (serial: string): License[] => [
  ...sales.flatMap(({ dongle, license, contractOnly }) => (dongle === serial && !contractOnly ? [license] : [])),
  ...samples.flatMap(({ dongle, license }) => (dongle === serial ? [license] : [])),
]

/** Who bought what is on a dongle. */
export const buyerOf = (serial: string): Customer | undefined => sales.find(({ dongle }) => dongle === serial)?.customer

export const ownerOf = (license: LicenseId): CompanyId | undefined =>
  sales.find((sold) => sold.license.id === license)?.customer.company

/** @param graceDays 0 is irreversible @param betaWave when the second line may move; undefined is at once, null is not yet */
export function soldBy(graceDays: number, betaWave: string | null | undefined): Sold {
  return {
    lines: lineNames.map((id) => lineOf(id, graceDays, id === 'beta' ? betaWave : undefined)),
    products: lineNames.map((line) => ({
      id: `${line}-app`,
      line,
      name: `The ${line} application`,
      key: line === 'alpha', // a line without it can't work: its sample becomes a temporary subscription
      metered: false,
      onlineOnly: false,
      binding: null,
    })),
    companies: customers.map(({ company, username }) => ({ id: company, name: username })),
    dongles: [...dongleSerials, 'D-4'].map((serial) => ({
      serial,
      company: assignedTo(serial)?.company ?? null,
      key: null,
      enabled: true,
    })),
    licenses: sales.map(({ license, customer, dongle }) => ({
      id: license.id,
      company: customer.company,
      product: license.product,
      generation: license.generation,
      quantity: license.quantity,
      until: null,
      dongle,
      contract: { number: 'C-1', kind: 'commercial', registered: true, resellerConfirmed: true },
    })),
    at: toSeconds(worldBegins),
  }
}

export function lineOf(id: LineName, graceDays: number, wave: string | null | undefined): ProductLine {
  const policy = {
    ...presets.lab,
    name: id,
    scope: 'by-line' as const,
    graceDays,
    rules: [],
    temporarySubscriptionDays: 14,
    cutOverVersion: null,
    disableDongleServiceAfter: false,
  }
  return { id, name: id, policy, ...(wave === undefined ? {} : { waveOpensAt: wave }) }
}
