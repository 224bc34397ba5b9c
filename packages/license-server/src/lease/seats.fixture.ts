import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Lease } from '@undongle/core/document/lease'
import { type LeaseId, makeId } from '@undongle/core/id'
import type { License } from '@undongle/core/license'
import { makeEd25519Key, publicKeyOf } from '@undongle/core/node/crypto'
import type { ReadDongle } from '../dongle/desk.ts'
import { openStore } from '../journal/open.ts'
import { applySchema } from '../journal/schema.ts'
import type { Store } from '../journal/store.ts'
import { OwnIdentity } from '../sign-in/identity.ts'
import { DongleSeats } from './dongle-seats.ts'
import { SeatSources } from './seat-sources.ts'
import { SeatWrites } from './seat-writes.ts'

export const start = new Date('2026-03-01T12:00:00.000Z')

export const leaseId = (seed: number): LeaseId =>
  makeId('lease', new Date(start.getTime() + seed), (sizeBytes) => new Uint8Array(sizeBytes).fill(seed % 251))

export const licenseOf = (product: string, quantity: number, seed = 1): License => ({
  id: makeId('license', start, (sizeBytes) => new Uint8Array(sizeBytes).fill(seed)),
  line: 'clinic',
  product,
  name: product,
  generation: '3.0',
  quantity,
  term: { kind: 'perpetual' },
})

const dongleKey = publicKeyOf(makeEd25519Key())

/** A dongle of class A that is plugged in and serves this license. */
export function dongleWith(license: License): ReadDongle {
  return {
    shown: { state: 'ready', serial: license.product, licenses: [{ license, state: 'on', until: null }] },
    evidence: { grade: { class: 'A', tamperProof: true }, key: dongleKey, serial: license.product },
    list: { licenses: [license] },
  } as unknown as ReadDongle
}

/**
 * A journal in a folder of its own, and the seats that are given out from it; the store is opened anew as after a crash.
 *
 * @param metered products whose quantity is points, as the cloud told
 */
export function seatPlace(plugged: ReadDongle[], metered: ReadonlySet<string> = new Set()) {
  const folder = mkdtempSync(path.join(tmpdir(), 'undongle-seats-'))
  const state = { now: start, looks: 0, plugged, metered }
  let store = openAt(folder)
  return {
    state,
    get store() {
      return store
    },
    open: (over: Store = store) => seatsOn(over, state, new OwnIdentity(store, start)),
    restart() {
      store.close()
      store = openAt(folder)
    },
    close() {
      store.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export const claimsIn = (document: string): Lease =>
  JSON.parse(Buffer.from(document.split('.')[1] ?? '', 'base64url').toString())

function openAt(folder: string): Store {
  const store = openStore(path.join(folder, 'journal.db'))
  applySchema(store)
  return store
}

function seatsOn(
  store: Store,
  state: { now: Date; looks: number; plugged: ReadDongle[]; metered: ReadonlySet<string> },
  identity: OwnIdentity,
): DongleSeats {
  const now = () => state.now
  const sources = new SeatSources({
    lost: { isLost: () => false },
    permitFor: async () => ({ permit: 'not-needed' }),
    wayBack: { prefersDongle: () => false },
    credited: () => [],
    metered: () => state.metered,
    lines: () => [],
    keys: () => [],
    servingTime: now,
    now,
  })
  const readDongles = async () => {
    state.looks++
    return state.plugged
  }
  const writes = new SeatWrites(store, now, async () => undefined)
  return new DongleSeats({ store, writes, sources, readDongles, identity, now })
}
