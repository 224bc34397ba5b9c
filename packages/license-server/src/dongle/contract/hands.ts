import type { DongleIdentity, DongleSession } from '../driver.ts'
import type { DongleFault } from '../error.ts'
import type { DongleService } from '../host/service.ts'
import { makeDongle } from '../make.ts'
import { contentOf } from '../reading.ts'
import { signList } from './documents.ts'
import type { BlankDongle, DriverFixture } from './fixture.ts'

// What the contract suite does again and again with dongles, services and sessions.

export interface MadeDongle extends BlankDongle {
  identity: DongleIdentity
  list: string
}

export async function makeTestDongle(
  fixture: DriverFixture,
  service: DongleService,
  name: string,
): Promise<MadeDongle> {
  const blank = await fixture.blank(name)
  const { identity, list } = await makeDongle(service, blank.key, pinOf(blank), (dongle) => signList(dongle, 8))
  return { ...blank, identity, list }
}

/** Opened by a test, closed after it: a held login hides new tokens from SoftHSM. */
const openSessions: DongleSession[] = []
export const startedServices: DongleService[] = []

export async function leaveNothingOpen(): Promise<void> {
  await Promise.all(openSessions.splice(0).map((session) => session.close().catch(() => undefined)))
  await Promise.all(startedServices.splice(0).map((service) => service.disable()))
}

export async function opened(service: DongleService, dongle: BlankDongle): Promise<DongleSession> {
  const session = await service.open(dongle.key)
  openSessions.push(session)
  return session
}

export async function unlocked(service: DongleService, dongle: BlankDongle): Promise<DongleSession> {
  const session = await opened(service, dongle)
  if (dongle.pin !== undefined) await session.unlock({ pin: dongle.pin })
  return session
}

export async function readAgain(session: DongleSession) {
  const reading = await session.read()
  return { complete: reading.complete, content: contentOf(reading) }
}

export async function faultOf(act: Promise<unknown>): Promise<DongleFault | 'none'> {
  return act.then(
    () => 'none' as const,
    (error: { fault: DongleFault }) => error.fault,
  )
}

export const pinOf = ({ pin }: BlankDongle) => (pin === undefined ? undefined : { pin })

/** mulberry32: small, and the same on every machine. */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
