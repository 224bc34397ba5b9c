import { ApiError } from '@undongle/core/api/error'
import type { ProductLine } from '@undongle/core/api/line'
import type { CompanyId, LicenseId, ResellerId, WaveId } from '@undongle/core/id'
import type { Product } from '@undongle/core/license'
import type { DongleLicense } from '@undongle/core/transfer/plan'
import { movingLicenses, type PlanInput, planTransfer, type TransferPlan } from '@undongle/core/transfer/plan'
import { isOpen, openingsFor } from '@undongle/core/wave/wave'
import type { LedgerTx } from '../ledger/ledger.ts'
import type { HeldLine } from '../license/contract-lines.ts'
import type { DongleWaves } from '../wave/read-waves.ts'

/** One dongle and one line, as contract, custody and policy see them now. */
export interface PlanReading {
  readonly line: ProductLine
  readonly input: PlanInput
  readonly plan: TransferPlan
  /** The sequence each moving license's chain ends with. */
  readonly sequences: ReadonlyMap<LicenseId, number>
  /** The wave that lets this dongle in now. */
  readonly wave: WaveId | undefined
  /** A license is on, although custody moved it off this very dongle. */
  readonly onButCredited: boolean
  /** Who sold what is on it, and has to be asked where the reseller decides [Q24]. */
  readonly reseller: ResellerId | null
}

/** What was read of a dongle, as far as a plan is about it. */
export interface ReadLicenses {
  readonly serial: string
  readonly licenses: readonly DongleLicense[]
}

/** What a plan is made of, whichever line it is for. */
export interface PlanFacts {
  readonly lines: readonly ProductLine[]
  readonly held: readonly HeldLine[]
  readonly products: ReadonlyMap<string, Product>
  readonly waves: DongleWaves
}

/** Sent in one go, also together with other statements. */
export async function readPlanFacts(tx: LedgerTx, reading: ReadLicenses): Promise<PlanFacts> {
  const licenses = reading.licenses.map(({ license }) => license)
  const [lines, held, products, waves] = await Promise.all([
    tx.contract.readLines(),
    tx.contract.readContractLines({ serial: reading.serial, ids: licenses.map(({ id }) => id) }),
    tx.contract.readProducts(licenses.map(({ product }) => product)),
    tx.contract.readWaves(reading.serial),
  ])
  return { lines, held, products, waves }
}

/** @throws ApiError `not-found` when there is no such line */
export async function makePlan(
  tx: LedgerTx,
  { lines, held, products, waves }: PlanFacts,
  asked: { company: CompanyId; line: string; reading: ReadLicenses; now: Date },
): Promise<PlanReading> {
  const { company, reading, now } = asked
  const ids = reading.licenses.map(({ license }) => license.id)
  const line = lines.find((candidate) => candidate.id === asked.line)
  if (line === undefined) throw new ApiError('not-found', { detail: `line ${asked.line}` })
  const own = held.filter(
    // A license whose contract names another dongle can only move from there: on this one nothing backs it.
    ({ place }) => place === `dongle:${reading.serial}` || place.startsWith('company:'),
  )
  const openings = openingsFor(waves.waves, {
    serial: reading.serial,
    company,
    attributes: waves.attributes,
    licenses: held.map(({ license, kind, reseller }) => ({ ...license, kind, reseller })),
  })
  const opening = openings.get(line.id)
  const foreign = await readOwnersOfOthers(tx, ids, own)
  const input: PlanInput = {
    line: line.id,
    policy: line.policy,
    company,
    onDongle: reading.licenses,
    contractLines: [...own, ...foreignLines(reading, foreign, products)],
    products,
    waves: new Map([...openings].map(([id, { opensAt }]) => [id, opensAt])),
    now,
  }
  const plan = planTransfer(input)
  const moving = new Set(movingLicenses(plan))
  return {
    line,
    input,
    plan,
    sequences: new Map(
      own.filter(({ license }) => moving.has(license.id)).map(({ license, sequence }) => [license.id, sequence]),
    ),
    wave: isOpen(opening, now) ? (opening?.wave ?? undefined) : undefined,
    onButCredited: own.some((held) => isOnButCredited(held, reading)),
    reseller: resellerOf(own),
  }
}

/** Whoever has not confirmed yet comes first. */
function resellerOf(own: readonly HeldLine[]): ResellerId | null {
  const asked = own.find(({ kind, resellerConfirmed }) => kind === 'educational' && !resellerConfirmed)
  return asked?.reseller ?? own.find(({ reseller }) => reseller !== null)?.reseller ?? null
}

async function readOwnersOfOthers(
  tx: LedgerTx,
  ids: readonly LicenseId[],
  own: readonly HeldLine[],
): Promise<ReadonlyMap<LicenseId, CompanyId>> {
  const known = new Set(own.map(({ license }) => license.id))
  const others = ids.filter((id) => !known.has(id))
  return others.length === 0 ? new Map() : tx.contract.readForeignOwners(others)
}

/** Of another company's license only the fact is told: what stands on the dongle is all this company learns. */
function foreignLines(
  reading: ReadLicenses,
  owners: ReadonlyMap<LicenseId, CompanyId>,
  products: PlanFacts['products'],
) {
  return reading.licenses.flatMap(({ license }) => {
    const owner = owners.get(license.id)
    if (owner === undefined) return []
    return [
      {
        license,
        company: owner,
        contract: '',
        kind: 'commercial' as const,
        registered: true,
        resellerConfirmed: true,
        metered: products.get(license.product)?.metered ?? false,
        place: `dongle:${reading.serial}` as const,
        sequence: 1,
      },
    ]
  })
}

function isOnButCredited(held: HeldLine, reading: ReadLicenses): boolean {
  if (held.leftDongle !== `dongle:${reading.serial}` || held.place === held.leftDongle) return false
  return reading.licenses.some(({ license, on }) => on && license.id === held.license.id)
}
