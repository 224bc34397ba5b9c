import { performance } from 'node:perf_hooks'
import { base64url, utf8 } from '@undongle/core/encoding'
import { type VirtualDongle, virtualGrade } from '../../packages/cloud/src/testing/virtual-dongle.ts'
import type { DongleIdentity, DongleSession } from '../../packages/license-server/src/dongle/driver.ts'

/** A dongle in memory behind the driver's interface; what it takes itself is added up, to be taken out of a measurement. */
export function sessionOf(dongle: VirtualDongle, clock: { dongleMs: number }): DongleSession {
  const identity: DongleIdentity = {
    driver: 'file',
    key: dongle.serial,
    id: dongle.thumbprint,
    label: dongle.serial,
    manufacturer: 'bench',
    model: 'bench',
    serial: dongle.serial,
    publicKey: dongle.key,
    firmware: '1',
  }
  const capabilities = {
    grade: virtualGrade,
    readOnly: false,
    pin: 'none',
    pinTries: 'many',
    signs: ['ES256'],
    roomBytes: null,
    evaluation: true,
  } as const
  let receipt: string | undefined
  const timed = async <Answer>(act: () => Answer): Promise<Answer> => {
    const startedMs = performance.now()
    const answer = act()
    clock.dongleMs += performance.now() - startedMs
    return answer
  }
  const none = () => Promise.reject(new Error('not part of a transfer'))
  return {
    identify: async () => identity,
    capabilities: async () => ({ ...capabilities, signs: [...capabilities.signs] }),
    read: () =>
      timed(() => {
        const { state, list, orders } = dongle.evidence()
        return {
          identity,
          complete: true,
          objects: {
            states: [state],
            orders: orders.map((order) => base64url(utf8(order))),
            lists: [base64url(utf8(list))],
          },
        }
      }),
    prove: ({ transfer, nonce }) => timed(() => dongle.attest(transfer, nonce)),
    retire: (order) =>
      timed(() => {
        receipt ??= dongle.retire(order)
        return { value: receipt }
      }),
    clean: async () => 0,
    close: async () => undefined,
    unlock: async () => undefined,
    inspect: none,
    cancel: none,
    writeList: none,
  }
}
