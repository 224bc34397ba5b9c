import { makeId } from '@undongle/core/id'
import type { ClockReading } from '@undongle/core/lease/clock'
import { consume } from './consume.ts'
import type { License, OpenOptions } from './license.ts'
import { Place, type PlaceDeps, Places } from './places.ts'
import { RunningSeat } from './seat.ts'
import { memoryStore } from './store.ts'
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

/** Where a License Server is, and where its seat is kept. */
export type Address = Pick<OpenOptions, 'server' | 'fetch' | 'store'>

/** @param standby the License Server to turn to while the other one is not reached */
export function openOn({ verify, boot }: Platform, options: OpenOptions, standby?: Address): License {
  const now = options.now ?? (() => new Date())
  const at = (address: Address): PlaceDeps => ({
    server: (address.server ?? defaultServer).replace(/\/+$/, ''),
    product: options.product,
    version: options.version,
    user: options.user,
    waits: options.waits ?? false,
    trust: options.trust,
    store: address.store ?? memoryStore(),
    fetch: address.fetch ?? ((input, init) => fetch(input, init)),
    verify,
    readClock: () => ({ wallMs: now().getTime(), ...boot() }),
    makeLeaseId: () => makeId('lease', now(), fill),
  })
  const first = at(options)
  const all = standby === undefined ? [first] : [first, at(standby)]
  const newConsumption = () => makeId('meterEntry', now(), fill)
  return {
    checkout: () => checkout(all, first.readClock),
    leaveQueue: async () => (await openPlaces(all)).leaveQueue(),
    consume: (points, id = newConsumption()) => consume(first, { id, product: options.product, points }),
    newConsumption,
  }
}

const fill = (sizeBytes: number): Uint8Array => crypto.getRandomValues(new Uint8Array(sizeBytes))

async function checkout(all: readonly PlaceDeps[], readClock: PlaceDeps['readClock']): Promise<RunningSeat> {
  const places = await openPlaces(all)
  return new RunningSeat({ places, readClock, random: Math.random }, await places.take())
}

const openPlaces = async (all: readonly PlaceDeps[]): Promise<Places> =>
  new Places(await Promise.all(all.map((deps) => Place.open(deps))))

/** A page knows no boot of its machine; its own life is a lower bound for it. */
function pageBoot(): () => Pick<ClockReading, 'bootId' | 'bootMs'> {
  const bootId = crypto.randomUUID()
  return () => ({ bootId, bootMs: performance.now() })
}
