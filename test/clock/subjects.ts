import { readLease } from '@undongle/core/lease/standing'
import { random } from '@undongle/core/node/crypto'
import { addDays } from '@undongle/core/time'
import { openStore } from '../../packages/license-server/src/journal/open.ts'
import { applySchema } from '../../packages/license-server/src/journal/schema.ts'
import { recordContact, tellMachineTime } from '../../packages/license-server/src/lease/clock-store.ts'
import { verifyByNode } from '../../packages/sdk/src/node/verify.ts'
import { openOn } from '../../packages/sdk/src/open.ts'
import { memoryStore } from '../../packages/sdk/src/store.ts'
import { leaseWorld, unplugged } from '../api/lease-world.ts'

/** Whose lease clock is under test. The wall clock is the process's own; the boot clock is the machine's. */
export interface Subject {
  /** Takes a lease of ten days from a cloud whose clock is right. */
  contact(trueTime: Date): Promise<void>
  /** Whether an application may run now, without contact. */
  isServed(): Promise<boolean>
}

/** What a reboot and a night's sleep change, which no test can do to the machine it runs on. */
export interface Boot {
  bootId: string
  bootMs: number
}

/** An application with the SDK: opened anew each time, as after a start. */
export function sdk(boot: Boot): Subject {
  const { state } = leaseWorld((lease) => ({ ...lease, exp: lease.iat + 10 * 86_400 }))
  const store = memoryStore()
  const checkout = async (fetch: typeof globalThis.fetch) => {
    const options = { product: 'clinic-scan', version: '3.0', store, fetch }
    ;(await openOn({ verify: verifyByNode, boot: () => ({ ...boot }) }, options).checkout()).close()
  }
  return {
    async contact(trueTime) {
      state.at = trueTime
      await checkout(state.server)
    },
    isServed: () =>
      checkout(unplugged).then(
        () => true,
        () => false,
      ),
  }
}

/** The License Server's own clock, on its own store. */
export function licenseServer(boot: Boot, folder: string): Subject {
  const store = openStore(`${folder}/journal.db`)
  applySchema(store)
  const read = () => ({ wallMs: Date.now(), ...boot })
  let term = { issuedMs: 0, expiresMs: 0 }
  return {
    async contact(trueTime) {
      term = { issuedMs: trueTime.getTime(), expiresMs: addDays(trueTime, 10).getTime() }
      recordContact(store, read(), term.issuedMs, random)
    },
    isServed: async () => readLease(term, tellMachineTime(store, read())).standing !== 'expired',
  }
}
