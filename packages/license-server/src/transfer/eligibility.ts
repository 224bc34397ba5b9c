import { ApiError } from '@undongle/core/api/error'
import type { ProductLine } from '@undongle/core/api/line'
import type { LocalAnswer } from '@undongle/core/api/local'
import type { SeenDongle } from '@undongle/core/api/local/dongle'
import type { PreviewReply } from '@undongle/core/api/transfer'
import { dongleNameOf } from '@undongle/core/dongle/name'
import type { LicenseId } from '@undongle/core/id'
import { checkEligibility, type EligibilityFacts, isEligible } from '@undongle/core/policy/eligibility'
import type { TransferPolicy } from '@undongle/core/policy/policy'
import { donglesBeside } from '@undongle/core/policy/run'
import { movingLicenses, type TransferPlan } from '@undongle/core/transfer/plan'
import type { SeatInUse } from '@undongle/core/transfer/start'
import type { AccountCloud } from '../cloud/account-cloud.ts'
import { askCloud } from '../cloud/ask.ts'
import type { DongleDesk, ReadDongle } from '../dongle/desk.ts'
import { problemOf } from '../http/problem.ts'
import type { Store } from '../journal/store.ts'
import { listUnfinished } from '../journal/transfers.ts'
import type { Session } from '../sign-in/session.ts'

interface Deps {
  readonly store: Store
  readonly cloud: AccountCloud
  readonly dongles: DongleDesk
  readonly session: Session
  readonly version: string
  readonly online: () => boolean | null
  /** Who has a seat of these licenses of a dongle. */
  readonly seatsInUse: (dongle: string, moving: readonly LicenseId[]) => SeatInUse[]
  readonly now: () => Date
}

export interface AskedEligibility {
  readonly dongle: string
  readonly line: string
  readonly targetUser: string | null
}

/**
 * Every rule with its answer, and the plan when the cloud could be asked: what the DONGLE page and the first step show [Q22].
 *
 * @throws ApiError `dongle-not-found`, `dongle-service-off`
 */
export async function readEligibility(deps: Deps, asked: AskedEligibility): Promise<LocalAnswer<'eligibility.check'>> {
  const { cloud, session, version, online, now } = deps
  const plugged = await deps.dongles.read()
  const dongle = plugged.find(({ shown }) => shown.dongle === asked.dongle)
  if (dongle === undefined) throw new ApiError('dongle-not-found')
  const account = session.account()
  const { answer: preview, failure } = await askCloud(async () => {
    if (account === undefined) throw new ApiError('not-signed-in')
    if (dongle.evidence === undefined) throw new ApiError('dongle-incomplete')
    return cloud.preview(asked.line, dongle.evidence)
  })
  const target = asked.targetUser ?? account?.user.email
  const checked =
    target === undefined || account === undefined
      ? undefined
      : (await askCloud(() => cloud.checkUsername(target))).answer
  const policy = preview?.policy ?? lineOf(cloud, asked)?.policy ?? null
  const facts = factsOf({
    dongle,
    plugged,
    preview,
    version,
    online: online(),
    signedInAs: account?.user.email,
    targetUser: checked === undefined ? undefined : { name: checked.username, inCompany: checked.inCompany },
    now: now(),
  })
  const rules = policy === null ? [] : checkEligibility(policy, facts)
  return {
    rules,
    eligible: preview !== undefined && isEligible(rules),
    policy,
    preview:
      preview === undefined ? null : { plan: preview.plan, planHash: preview.planHash, outcome: preview.outcome },
    seats:
      preview === undefined || dongle.evidence === undefined
        ? []
        : deps.seatsInUse(dongleNameOf(dongle.evidence), movingLicenses(preview.plan)),
    problem: failure === undefined ? null : problemOf(failure, ''),
    beside: policy === null ? [] : besideOf(deps.store, policy, asked, plugged),
  }
}

const lineOf = (cloud: AccountCloud, { line }: AskedEligibility): ProductLine | undefined =>
  cloud.knownLines()?.lines.find(({ id }) => id === line)

function besideOf(
  store: Store,
  policy: TransferPolicy,
  asked: AskedEligibility,
  plugged: readonly ReadDongle[],
): string[] {
  const running = listUnfinished(store).filter(({ line }) => line === asked.line)
  const isRunning = ({ evidence }: ReadDongle) =>
    evidence !== undefined && running.some(({ dongle }) => dongle.key === dongleNameOf(evidence))
  const idle = plugged.filter((dongle) => !isRunning(dongle))
  return donglesBeside(
    policy,
    asked,
    idle.map(({ shown }) => ({ dongle: shown.dongle, lines: linesOn(shown) })),
  )
}

const linesOn = ({ licenses }: SeenDongle): string[] =>
  licenses.flatMap(({ license, state }) => (state === 'off' ? [] : [license.line]))

interface Known {
  readonly dongle: ReadDongle
  readonly plugged: readonly ReadDongle[]
  readonly version: string
  readonly online: boolean | null
  readonly signedInAs: string | undefined
  readonly targetUser: { readonly name: string; readonly inCompany: boolean } | undefined
  readonly preview: PreviewReply | undefined
  readonly now: Date
}

function factsOf({ dongle, plugged, preview, targetUser, ...known }: Known): EligibilityFacts {
  return {
    dongles: namesOf(plugged.map(({ shown }) => shown)),
    driver: dongle.shown.driver,
    // A driver of this process sees this machine's own sockets and folders only.
    sameMachine: true,
    licenseServerVersion: known.version,
    online: known.online ?? undefined,
    signedInAs: known.signedInAs,
    assignment: preview?.facts.assignment,
    targetUser,
    dongleEnabled: preview?.facts.dongleEnabled,
    waveOpensAt: preview?.facts.waveOpensAt,
    heldBack: preview === undefined ? undefined : heldBack(preview.plan),
    moving: preview === undefined ? undefined : movingLicenses(preview.plan).length,
    reseller: preview?.facts.reseller,
    now: known.now,
  }
}

/** The dongles that a rule about their count means: a stick that nobody can read may be anybody's [Q14]. */
export const namesOf = (dongles: readonly Pick<SeenDongle, 'state' | 'label' | 'serial'>[]): string[] =>
  dongles.flatMap(({ state, label, serial }) => (state === 'unread' ? [] : [`${label} (${serial})`]))

type HeldBack = NonNullable<EligibilityFacts['heldBack']>[number]

const ruleOfReason = {
  'old-generation': 'generation',
  'no-contract': 'contract',
  'trial-not-registered': 'trial-registered',
  'reseller-not-confirmed': 'reseller-confirmed',
} as const satisfies Record<string, HeldBack['rule']>

function heldBack(plan: TransferPlan): HeldBack[] {
  return Object.entries(ruleOfReason).map(([reason, rule]) => ({
    rule,
    names: plan.licenses.filter((planned) => planned.reason === reason).map((planned) => planned.license.name),
  }))
}
