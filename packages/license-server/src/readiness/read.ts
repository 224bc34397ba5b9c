import { ApiError } from '@undongle/core/api/error'
import type { LocalAnswer } from '@undongle/core/api/local'
import type { LocalTransfer } from '@undongle/core/api/local/transfer'
import type { ReadinessAnswer } from '@undongle/core/api/readiness'
import type { DocumentKey } from '@undongle/core/document/jws'
import { isRegistered } from '@undongle/core/policy/return-address'
import { decideReadiness, type ReadinessFacts } from '@undongle/core/readiness/decide'
import { readinessWords, type WayOn } from '@undongle/core/readiness/words'
import type { AccountCloud } from '../cloud/account-cloud.ts'
import type { ReadDongle } from '../dongle/desk.ts'
import { isEmergency } from '../lease/cut-over.ts'
import { countHere } from './here.ts'

interface Deps {
  readonly cloud: AccountCloud
  readonly signedIn: () => boolean
  /** Nothing where the dongle service is off. */
  readonly plugged: () => Promise<readonly ReadDongle[]>
  readonly transfers: () => readonly LocalTransfer[]
  readonly keys: () => readonly DocumentKey[]
  readonly now: () => Date
}

export interface AskedReadiness extends Pick<ReadinessFacts, 'version' | 'moment'> {
  readonly line: string
  readonly product?: string | undefined
  readonly returnTo?: string | undefined
}

/**
 * Whether the user at this machine can work [Q06]: asked of the cloud where it answers, decided here by the same rules where it does not.
 *
 * @throws ApiError `not-found` for a line nobody told of; `return-address-refused` for an address the vendor did not register
 */
export async function readReadiness(deps: Deps, asked: AskedReadiness): Promise<LocalAnswer<'readiness.read'>> {
  const { cloud, now } = deps
  const known = await cloud.refreshLines().catch(() => cloud.knownLines())
  const line = known?.lines.find(({ id }) => id === asked.line)
  if (line === undefined) throw new ApiError('not-found', { detail: `line ${asked.line}` })
  const { returnTo } = asked
  if (returnTo !== undefined && !isRegistered(returnTo, line.policy.returnAddresses))
    throw new ApiError('return-address-refused')
  const fromCloud = deps.signedIn() ? await cloud.readReadiness(asked).catch(() => undefined) : undefined
  const licenses = deps.signedIn() ? (cloud.knownLicenses()?.licenses ?? []) : []
  const emergency = isEmergency(line, deps.keys(), now()) ? line.emergency : undefined
  const counted = countHere({
    line,
    cloud: fromCloud?.facts,
    known: licenses,
    plugged: await deps.plugged(),
    transfers: deps.transfers(),
    now: now(),
  })
  const readiness = decideReadiness({
    policy: line.policy,
    version: asked.version,
    moment: asked.moment,
    product: asked.product ?? null,
    emergency: emergency === undefined ? 'off' : 'on',
    account: deps.signedIn() ? 'known' : 'unknown',
    ...counted,
  })
  const { say, next, ways } = readinessWords(readiness)
  const facts: ReadinessAnswer['facts'] = { ...counted, emergencyUntil: emergency?.until ?? null }
  const told = fromCloud === undefined ? ('here' as const) : ('cloud' as const)
  return {
    ...readiness,
    say,
    next,
    ways: [...ways],
    facts,
    told,
    page: pageFor(ways, asked),
    returnTo: returnTo ?? null,
  }
}

const pages: Partial<Record<WayOn, string>> = {
  'sign-in': '/online-licensing',
  transfer: '/dongle',
  'plug-in': '/dongle',
  support: '/support',
}

/** Where the page for it stands, on this License Server; what was asked goes along, so that the page can tell when the application can go on. */
function pageFor(ways: readonly WayOn[], { line, version, moment, product, returnTo }: AskedReadiness): string | null {
  const page = ways.map((way) => pages[way]).find((path) => path !== undefined)
  if (page === undefined) return null
  const search = new URLSearchParams({
    line,
    ...(returnTo === undefined ? {} : { returnTo }),
    version,
    moment,
    ...(product === undefined ? {} : { product }),
  })
  return `${page}?${search}`
}
