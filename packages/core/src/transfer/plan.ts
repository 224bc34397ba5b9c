import { z } from 'zod'
import { canonicalJson } from '../canonical.ts'
import type { Place } from '../document/certificate.ts'
import { hashValue } from '../hash.ts'
import type { CompanyId, LicenseId } from '../id.ts'
import { codeSchema, compareVersions, type License, licenseSchema, type Product } from '../license.ts'
import type { TransferPolicy } from '../policy/policy.ts'
import { endOfDay } from '../time.ts'
import type { ResultName } from './result.ts'

/** Why a license moves or does not: one reason per license, closed. */
export const planReasons = [
  'moves',
  'moves-contract-only',
  'no-contract',
  'other-line',
  'wave-not-open',
  'already-in-company',
  'in-another-company',
  'old-generation',
  'trial-not-registered',
  'reseller-not-confirmed',
  'demo',
  'ended',
  'whole-dongle-held-back',
] as const
export type PlanReason = (typeof planReasons)[number]

export const plannedLicenseSchema = z.strictObject({
  license: licenseSchema,
  answer: z.enum(['moves', 'stays', 'refused']),
  reason: z.enum(planReasons),
  /** When a stay ends, for `wave-not-open`; a moment in ISO 8601. */
  from: z.union([z.null(), z.iso.datetime()]),
  onDongle: z.boolean(),
  /** Its quantity is points, as the vendor's products say; absent for any other, so that a plan from before has the hash it had. */
  metered: z.literal(true).optional(),
  /** What the dongle says where it differs from the contract [Q81]; the contract decides. */
  dongleSays: z.union([z.null(), licenseSchema]),
})
export type PlannedLicense = z.infer<typeof plannedLicenseSchema>

/** What would happen to every license of a dongle, before anything changes [Q90]. */
export const transferPlanSchema = z.strictObject({
  line: codeSchema,
  policy: z.strictObject({ name: codeSchema, version: z.int() }),
  licenses: z.array(plannedLicenseSchema).max(400),
})
export type TransferPlan = z.infer<typeof transferPlanSchema>

export type ContractKind = 'commercial' | 'educational' | 'trial' | 'demo'

/** One line of a contract that assigns this dongle: the right itself, and what the vendor's ERP says about it. */
export interface ContractLine {
  readonly license: License
  readonly company: CompanyId
  readonly contract: string
  readonly kind: ContractKind
  readonly registered: boolean
  readonly resellerConfirmed: boolean
  /** Its quantity is points. */
  readonly metered: boolean
  /** Where the license is now, from the custody chain, and how long that chain is. */
  readonly place: Place
  readonly sequence: number
}

/** A license as the dongle's list names it, at a position, on or away. */
export interface DongleLicense {
  readonly license: License
  readonly position: number
  readonly on: boolean
}

export interface PlanInput {
  readonly line: string
  readonly policy: TransferPolicy
  readonly company: CompanyId
  readonly onDongle: readonly DongleLicense[]
  readonly contractLines: readonly ContractLine[]
  readonly products: ReadonlyMap<string, Product>
  /** When each line's wave opens for this company; null is "no date yet", a missing line is open. */
  readonly waves: ReadonlyMap<string, string | null>
  readonly now: Date
}

/** Plans one transfer. No clock, no database: the same dongle, contract and policy always give the same plan. */
export function planTransfer(input: PlanInput): TransferPlan {
  const planned = [...planDongleLicenses(input), ...planContractOnly(input)]
  return {
    line: input.line,
    policy: { name: input.policy.name, version: input.policy.version },
    licenses: input.policy.scope === 'whole-dongle' ? holdWholeDongle(planned) : planned,
  }
}

/**
 * What the person confirms, as one hash: both sides must mean the same plan, and the same end of it [Q90]. A dongle that was switched off
 * meanwhile has the same licenses under the same policy, and would end otherwise than was shown.
 */
export const planHash = (plan: TransferPlan, outcome: ResultName): string => hashValue({ ...plan, outcome })

export const movingLicenses = (plan: TransferPlan): LicenseId[] =>
  plan.licenses.filter((planned) => planned.answer === 'moves').map((planned) => planned.license.id)

/** The licenses that move off this dongle, or that a contract credits without the dongle knowing them. */
function planDongleLicenses(input: PlanInput): PlannedLicense[] {
  return input.onDongle.map(({ license: said, on }) => {
    const line = input.contractLines.find((candidate) => candidate.license.id === said.id)
    const license = line?.license ?? said
    const verdict = judge(input, license, line, on)
    return {
      license,
      answer: verdict.answer,
      reason: verdict.reason,
      from: verdict.from ?? null,
      onDongle: on,
      ...meteredOf(line?.metered ?? input.products.get(said.product)?.metered),
      dongleSays: line !== undefined && differs(line.license, said) ? said : null,
    }
  })
}

function planContractOnly(input: PlanInput): PlannedLicense[] {
  const known = new Set(input.onDongle.map((entry) => entry.license.id))
  return input.contractLines
    .filter((line) => !known.has(line.license.id))
    .map((line) => {
      const verdict = judge(input, line.license, line, true)
      const reason = verdict.reason === 'moves' ? 'moves-contract-only' : verdict.reason
      return {
        license: line.license,
        answer: verdict.answer,
        reason,
        from: verdict.from ?? null,
        onDongle: false,
        ...meteredOf(line.metered),
        dongleSays: null,
      }
    })
}

const meteredOf = (metered = false): Pick<PlannedLicense, 'metered'> => (metered ? { metered } : {})

interface Verdict {
  readonly answer: PlannedLicense['answer']
  readonly reason: PlanReason
  readonly from?: string | null
}

/** The rules for one license, the most final first. */
function judge(input: PlanInput, license: License, line: ContractLine | undefined, on: boolean): Verdict {
  if (line === undefined) return stays('no-contract')
  if (line.company !== input.company) return refused('in-another-company')
  if (line.place === `company:${input.company}`) return stays('already-in-company')
  if (line.place.startsWith('company:')) return refused('in-another-company')
  if (!on) return stays('already-in-company')
  if (input.policy.scope === 'by-line' && license.line !== input.line) return stays('other-line')
  const wave = input.waves.get(license.line)
  if (wave === null || (wave !== undefined && Date.parse(wave) > input.now.getTime()))
    return stays('wave-not-open', wave)
  if (license.term.kind === 'until' && endOfDay(license.term.until) <= input.now) return stays('ended')
  if (line.kind === 'demo') return stays('demo')
  if (line.kind === 'trial' && hasRule(input, 'trial-registered') && !line.registered)
    return stays('trial-not-registered')
  if (line.kind === 'educational' && hasRule(input, 'reseller-confirmed') && !line.resellerConfirmed)
    return stays('reseller-not-confirmed')
  const generation = input.policy.rules.find((rule) => rule.rule === 'generation')
  if (
    generation !== undefined &&
    license.term.kind === 'perpetual' &&
    compareVersions(license.generation, generation.perpetualFrom) < 0
  ) {
    return refused('old-generation')
  }
  return { answer: 'moves', reason: 'moves' }
}

const stays = (reason: PlanReason, from: string | null = null): Verdict => ({ answer: 'stays', reason, from })
const refused = (reason: PlanReason): Verdict => ({ answer: 'refused', reason })

const hasRule = (input: PlanInput, name: string): boolean => input.policy.rules.some((rule) => rule.rule === name)

/** Under a whole-dongle policy one license that can't move keeps all of them, and the plan says which one [Q21]. What is gone already holds nothing back. */
function holdWholeDongle(planned: readonly PlannedLicense[]): PlannedLicense[] {
  const held = planned.some((entry) => entry.answer !== 'moves' && entry.reason !== 'already-in-company')
  if (!held) return [...planned]
  return planned.map((entry) =>
    entry.answer === 'moves' ? { ...entry, answer: 'stays', reason: 'whole-dongle-held-back' } : entry,
  )
}

function differs(contract: License, dongle: License): boolean {
  if (contract === dongle) return false
  const { name: _contractName, ...right } = contract
  const { name: _dongleName, ...said } = dongle
  return canonicalJson(right) !== canonicalJson(said)
}
