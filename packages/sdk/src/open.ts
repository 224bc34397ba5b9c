import { makeId } from '@undongle/core/id'
import type { ClockReading } from '@undongle/core/lease/clock'
import { consume } from './consume.ts'
import type { License, OpenOptions } from './license.ts'
import { RunningSeat, type SeatDeps } from './seat.ts'
import { type LeaseStore, memoryStore } from './store.ts'
import { nothingStored, parseStored, type Stored, writeStored } from './stored.ts'
import { takeLease } from './take-lease.ts'
import { type Verify, verifyByWebCrypto } from './verify.ts'

/** What a platform does better than the web's defaults. */
export interface Platform {
  readonly verify: Verify
  readonly boot: () => Pick<ClockReading, 'bootId' | 'bootMs'>
}

const defaultServer = 'http://localhost:30304'

/** Opens one product of an application. Nothing is asked before `checkout`. */
export function open(options: OpenOptions): License {
  return openOn({ verify: verifyByWebCrypto, boot: pageBoot() }, options)
}

export function openOn({ verify, boot }: Platform, options: OpenOptions): License {
  const now = options.now ?? (() => new Date())
  const deps: SeatDeps = {
    server: (options.server ?? defaultServer).replace(/\/+$/, ''),
    product: options.product,
    version: options.version,
    user: options.user,
    trust: options.trust,
    store: options.store ?? memoryStore(),
    fetch: options.fetch ?? ((input, init) => fetch(input, init)),
    verify,
    readClock: () => ({ wallMs: now().getTime(), ...boot() }),
    makeLeaseId: () => makeId('lease', now(), fill),
    random: Math.random,
  }
  const newConsumption = () => makeId('meterEntry', now(), fill)
  return {
    checkout: () => checkout(deps),
    consume: (points, id = newConsumption()) => consume(deps, { id, product: options.product, points }),
    newConsumption,
  }
}

const fill = (sizeBytes: number): Uint8Array => crypto.getRandomValues(new Uint8Array(sizeBytes))

async function checkout(deps: SeatDeps): Promise<RunningSeat> {
  const taken = await takeLease(deps, await readStored(deps.store))
  await deps.store.write(writeStored(taken.stored)).catch(() => undefined)
  return new RunningSeat(deps, taken)
}

/** A store that cannot be read, or was changed, holds nothing that could be believed: contact mends it. */
async function readStored(store: LeaseStore): Promise<Stored> {
  const text = await store.read()
  return (text === undefined ? undefined : parseStored(text)) ?? nothingStored
}

/** A page knows no boot of its machine; its own life is a lower bound for it. */
function pageBoot(): () => Pick<ClockReading, 'bootId' | 'bootMs'> {
  const bootId = crypto.randomUUID()
  return () => ({ bootId, bootMs: performance.now() })
}
