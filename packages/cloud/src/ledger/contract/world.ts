import type { ProductLine } from '@undongle/core/api/line'
import { hashValue } from '@undongle/core/hash'
import {
  type AlertId,
  type CertificateId,
  type CompanyId,
  type IdKind,
  type LeaseId,
  type LicenseId,
  type LicenseServerId,
  makeId,
  type TransferId,
} from '@undongle/core/id'
import type { Product } from '@undongle/core/license'
import { presets } from '@undongle/core/policy/presets'
import type { Sold, SoldLicense } from '../memory/facts.ts'

/** Two customers and what they bought, under ids that no other world has: many worlds share one database. */
export interface LedgerWorld {
  readonly companies: Readonly<Record<WorldCompany, CompanyId>>
  readonly serials: readonly string[]
  /** The thumbprints that dongles may have. */
  readonly dongles: readonly string[]
  /** Three of ours, one of theirs, two that nobody has bought yet. */
  readonly licenses: readonly LicenseId[]
  readonly transfers: readonly TransferId[]
  readonly certificates: readonly CertificateId[]
  readonly alerts: readonly AlertId[]
  readonly machines: readonly LicenseServerId[]
  readonly leases: readonly LeaseId[]
  /** Restores belong to the whole database, which many worlds share: these are higher than those of any world before. */
  readonly epochs: readonly number[]
  readonly sold: Sold
}

/** `strangers` have no contract, and so no row. */
export type WorldCompany = 'ours' | 'theirs' | 'strangers'

export const worldLines: readonly ProductLine[] = [
  { id: 'clinic', name: 'Clinic', policy: presets.clinic },
  { id: 'lab', name: 'Lab', policy: presets.lab, waveOpensAt: '2026-03-01T08:00:00.000Z' },
]

/** In every world the wave of this line goes step by step, and the first dongle has its turn. */
export const turnLine = 'lab'

export const worldProducts: readonly Product[] = [
  { id: 'scan', line: 'clinic', name: 'Scan', key: true, metered: false, onlineOnly: false, binding: null },
  {
    id: 'design',
    line: 'lab',
    name: 'Design',
    key: false,
    metered: false,
    onlineOnly: false,
    binding: { to: 'person', moveDays: 30 },
  },
]

export const worldSeconds = 1_800_000_000

const confirmed = { number: 'C-confirmed', kind: 'commercial', registered: true, resellerConfirmed: true } as const

export const worldsAtOnce = 500

/** Worlds are made by the hundred and used from the last one on: the newest epoch of the database is then the newest world's. */
const turnOf = (number: number) => number - (number % worldsAtOnce) + (worldsAtOnce - 1 - (number % worldsAtOnce))

/** @param number which of all worlds: the same number gives the same ids */
export function makeWorld(number: number): LedgerWorld {
  const id = <Kind extends IdKind>(kind: Kind, index: number) =>
    makeId(kind, new Date(worldSeconds * 1000 + number), () => new Uint8Array(10).fill(index))
  const several = <Made>(count: number, make: (index: number) => Made) =>
    Array.from({ length: count }, (_, at) => make(at))
  const companies = { ours: id('company', 0), theirs: id('company', 1), strangers: id('company', 2) }
  const serials = several(3, (index) => `S-${number}-${index}`)
  const dongles = several(3, (index) => hashValue({ number, index }))
  const licenses = several(6, (index) => id('license', index))
  const [first = '', second = ''] = serials
  const license = (index: number, company: CompanyId, dongle: string | null): SoldLicense => ({
    id: id('license', index),
    company,
    product: index % 2 === 0 ? 'scan' : 'design',
    generation: '3.0',
    quantity: index + 1,
    until: index === 1 ? '2030-01-31' : null,
    dongle,
    contract: index === 0 ? confirmed : { ...confirmed, number: 'C-1', resellerConfirmed: false },
  })
  const { ours, theirs } = companies
  return {
    companies,
    serials,
    dongles,
    licenses,
    transfers: several(3, (index) => id('transfer', index)),
    certificates: several(3, (index) => id('certificate', index)),
    alerts: several(3, (index) => id('alert', index)),
    machines: several(3, (index) => id('licenseServer', index)),
    leases: several(3, (index) => id('lease', index)),
    epochs: several(3, (index) => 3 * turnOf(number) + index + 1),
    sold: {
      lines: worldLines,
      products: worldProducts,
      companies: [
        { id: ours, name: `Ours ${number}` },
        { id: theirs, name: `Theirs ${number}` },
      ],
      dongles: [
        { serial: first, company: ours, key: null, enabled: true },
        { serial: second, company: null, key: dongles[1] ?? null, enabled: false },
      ],
      licenses: [license(0, ours, first), license(1, ours, first), license(2, ours, null), license(3, theirs, first)],
      turns: [{ line: turnLine, serial: first, at: '2026-03-02T08:00:00.000Z' }],
      at: worldSeconds,
    },
  }
}
