import type { Status } from '@undongle/core/api/local/status'
import type { DoctorFacts } from '@undongle/core/doctor/diagnose'
import { versionNeeded } from '@undongle/core/policy/version-needed'
import { refusesSignIn } from '../cloud/account-cloud.ts'
import { askCloud } from '../cloud/ask.ts'
import { ensureRoom, retireRoomBytes } from '../journal/room.ts'
import type { Store } from '../journal/store.ts'
import { StoreError, storeErrors } from '../journal/store-error.ts'
import { licensesHere } from '../license/list.ts'
import type { LicenseServer } from '../license-server.ts'
import type { Machine } from './machine.ts'
import { probeCloud } from './probe.ts'
import type { RefusedSeats } from './refused-seats.ts'

export interface FactSources {
  readonly server: Pick<LicenseServer, 'status' | 'lines' | 'cloud' | 'dongles' | 'now'>
  readonly store: Store
  readonly fetch: typeof globalThis.fetch
  readonly machine: Machine
  readonly port: () => number
  readonly refusedSeats: RefusedSeats
}

/** Looks at everything now, once; nothing is taken from an earlier look. */
export async function readFacts(sources: FactSources): Promise<{ facts: DoctorFacts; status: Status }> {
  const { server, store, fetch, machine, port, refusedSeats } = sources
  const status = await server.status()
  const probe = await probeCloud(fetch, status.cloud.url)
  const now = server.now()
  const refusedAccount = probe.way === 'cloud-answers' ? await refusalOf(server, status) : null
  const known = server.cloud.knownLicenses()
  const dongles = status.dongleService.enabled ? await server.dongles.read() : []
  const facts: DoctorFacts = {
    port: port(),
    versionNeeded: versionNeeded(
      server.lines().map(({ policy }) => policy),
      status.version,
    ),
    disk: readDisk(store, machine),
    clock: status.clock,
    clockOffMs: probe.cloudTime === null ? null : now.getTime() - probe.cloudTime.getTime(),
    cloud: { address: hostOf(status.cloud.url), way: probe.way },
    signIn: status.signIn,
    refusedAccount,
    licenses: licensesHere(known?.licenses ?? [], dongles, server.lines()).map(({ license }) => license),
    isTold: known !== undefined,
    dongleService: status.dongleService,
    dongles: dongles.map(({ shown }) => shown),
    refusedSeat: refusedSeats.last,
    now,
  }
  return { facts, status }
}

/** Writes as much as a transfer will need, and gives it free again: a disk can be full long before it says so. */
function readDisk(store: Store, machine: Machine): DoctorFacts['disk'] {
  try {
    ensureRoom(store, retireRoomBytes)
    return { freeBytes: machine.freeBytes() }
  } catch (error) {
    return { failure: error instanceof StoreError ? storeErrors[error.code].say : 'The disk cannot be looked at.' }
  }
}

/** The cloud's own word against this License Server; a cloud that is silent, or busy, says nothing against it. */
async function refusalOf({ cloud }: FactSources['server'], { signIn }: Status): Promise<DoctorFacts['refusedAccount']> {
  if (signIn.state !== 'signed-in') return null
  const { failure } = await askCloud(() => cloud.refreshLicenses())
  return refusesSignIn(failure) ? { about: '', code: failure.code, say: failure.message } : null
}

/** Without the password that an address may hold. */
function hostOf(url: string): string {
  const { protocol, host } = new URL(url)
  return `${protocol}//${host}`
}
