import type { SeenDongle } from '../api/local/dongle.ts'
import type { Status } from '../api/local/status.ts'
import type { License } from '../license.ts'
import { endOfDay, minuteMs } from '../time.ts'
import { type Cause, type Finding, finding, findingOf } from './finding.ts'

/** What became of a question to the cloud. */
export type CloudWay =
  | 'cloud-answers'
  | 'cloud-down'
  | 'name-unknown'
  | 'connection-refused'
  | 'timed-out'
  | 'certificate-refused'
  | 'network-failed'
  | 'other-answer'

/** Everything the doctor looks at, read before anything is judged. */
export interface DoctorFacts {
  readonly port: number
  /** The version that the vendor asks for, where this one is older. */
  readonly versionNeeded: string | null
  /** A journal that cannot be written says why. */
  readonly disk: { readonly freeBytes: number } | { readonly failure: string }
  readonly clock: Status['clock']
  /** How far the clocks of machine and cloud are apart; null when the cloud did not say. */
  readonly clockOffMs: number | null
  readonly cloud: { readonly address: string; readonly way: CloudWay }
  readonly signIn: Status['signIn']
  /** Why the cloud refuses the sign-in. */
  readonly refusedAccount: Cause | null
  readonly licenses: readonly License[]
  /** Whether the company's licenses were ever told. */
  readonly isTold: boolean
  readonly dongleService: Status['dongleService']
  readonly dongles: readonly SeenDongle[]
  /** The last "no" to an application, unless it was served since. */
  readonly refusedSeat: Cause | null
  readonly now: Date
}

export const usualPort = 30304
const roomNeededBytes = 64 * 1024 * 1024
const clockLimitMs = 5 * minuteMs
const megabyteBytes = 1024 * 1024

/** One finding for each layer. The same facts always get the same answer. */
export const diagnose = (facts: DoctorFacts): Finding[] => [
  ofProgram(facts),
  ofDisk(facts),
  ofClock(facts),
  ofNetwork(facts),
  ofProxy(facts),
  ofAccount(facts),
  ofEntitlement(facts),
  finding(facts.dongleService.enabled ? 'service-on' : 'service-off'),
  ofDriver(facts),
  ofUsb(facts),
  facts.refusedSeat === null ? finding('no-seat-refused') : findingOf('seat-refused', [facts.refusedSeat]),
]

/** One that is too old still serves seats; what it cannot do is move a dongle. */
function ofProgram({ port, versionNeeded }: DoctorFacts): Finding {
  if (versionNeeded !== null) return finding('server-outdated', versionNeeded)
  return finding(port === usualPort ? 'port-usual' : 'port-other', port)
}

function ofDisk({ disk }: DoctorFacts): Finding {
  if ('failure' in disk) return finding('journal-failed', disk.failure)
  const megabytes = Math.floor(disk.freeBytes / megabyteBytes)
  return finding(disk.freeBytes < roomNeededBytes ? 'disk-low' : 'disk-ok', megabytes)
}

function ofClock({ clock, clockOffMs }: DoctorFacts): Finding {
  if (clock === 'needs-contact') return finding('clock-needs-contact')
  if (clock === 'behind') return finding('clock-behind')
  const offMs = Math.abs(clockOffMs ?? 0)
  return offMs > clockLimitMs ? finding('clock-off', Math.round(offMs / minuteMs)) : finding('clock-right')
}

/** Whatever answered in the place of the cloud, the network led there. */
const ofNetwork = ({ cloud: { address, way } }: DoctorFacts): Finding =>
  finding(way === 'other-answer' ? 'network-leads' : way, address)

function ofProxy({ cloud: { address, way } }: DoctorFacts): Finding {
  if (way === 'other-answer') return finding(way, address)
  return finding(way === 'cloud-answers' || way === 'cloud-down' ? 'nothing-between' : 'between-unknown')
}

function ofAccount({ signIn, refusedAccount, cloud }: DoctorFacts): Finding {
  switch (signIn.state) {
    case 'signed-out':
    case 'denied':
    case 'expired':
      return finding('signed-out')
    case 'waiting':
      return finding('sign-in-waiting')
    case 'signed-in':
      if (refusedAccount !== null) return findingOf('account-refused', [refusedAccount])
      return finding(cloud.way === 'cloud-answers' ? 'signed-in' : 'account-unknown', signIn.company.name)
  }
}

function ofEntitlement({ licenses, isTold, now }: DoctorFacts): Finding {
  const usable = licenses.filter(({ term }) => term.kind === 'perpetual' || endOfDay(term.until) > now)
  if (usable.length > 0) return finding('licenses-usable', usable.length)
  if (licenses.length > 0) return finding('licenses-ended', licenses.map(({ name }) => name).join(', '))
  return finding(isTold ? 'no-licenses' : 'licenses-unknown')
}

function ofDriver({ dongleService: { enabled, drivers }, dongles }: DoctorFacts): Finding {
  if (!enabled) return finding('driver-unknown')
  const failing = drivers.filter(({ available }) => !available).map(({ name, why }) => `${name} (${why})`)
  if (failing.length > 0) {
    const isReadWithout = dongles.some(({ state }) => state === 'ready')
    return finding(isReadWithout ? 'other-driver-fails' : 'driver-fails', failing.join(', '))
  }
  const names = drivers.map(({ name, version }) => `${name} ${version}`)
  return names.length > 0 ? finding('drivers-work', names.join(', ')) : finding('no-driver')
}

function ofUsb({ dongleService, dongles }: DoctorFacts): Finding {
  if (!dongleService.enabled) return finding('usb-unknown')
  if (dongles.length === 0) return finding('no-dongle')
  const failing = dongles.flatMap(({ label, state, problem }) =>
    problem === null || state === 'unread' ? [] : [{ about: label, code: problem.code, say: problem.title }],
  )
  if (failing.length > 0) return findingOf('dongle-fails', failing)
  const named = (of: readonly SeenDongle[]) => of.map(({ label }) => label).join(', ')
  const read = dongles.filter(({ state }) => state !== 'unread')
  return read.length > 0 ? finding('dongles-ready', named(read)) : finding('dongle-unread', named(dongles))
}
