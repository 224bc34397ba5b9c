import { bundleChild } from '../../packages/license-server/src/dongle/contract/bundled-entry.ts'
import type { BlankDongle, DriverFixture } from '../../packages/license-server/src/dongle/contract/fixture.ts'
import { pcscLibrary } from '../../packages/license-server/src/dongle/drivers/pcsc-applet/libraries.ts'
import { usualLimits } from '../../packages/license-server/src/dongle/host/process.ts'
import { DongleService } from '../../packages/license-server/src/dongle/host/service.ts'
import { makeApplet } from './applet.ts'
import { makeCard } from './card.ts'
import { CardMemory } from './memory.ts'
import { startPcscd } from './pcscd.ts'
import type { Misfortune } from './slot.ts'
import { openSlots } from './two-slots.ts'

const pin = '482913'

/** Virtual cards with our applet behind a real pcscd. */
export async function appletFixture() {
  const pcscd = await startPcscd()
  const child = await bundleChild()
  const services: DongleService[] = []
  const memories = new Map<string, CardMemory>()
  const start: DriverFixture['start'] = ({ readOnly = false, roomLimitBytes = null, pollMs = 1000 } = {}) => {
    const path = pcscLibrary('', process.platform) ?? ''
    const service = new DongleService({
      drivers: [{ driver: 'pcsc-applet', path, isExpected: true, readOnly, roomLimitBytes }],
      entry: child.entry,
      pollMs,
      limits: { ...usualLimits, restartFirstMs: 5 },
      environment: { ...pcscd.environment },
    })
    services.push(service)
    service.enable()
    return service
  }
  const slots = openSlots(pcscd, start({ pollMs: 600_000 }))

  return {
    pcscd,
    start,
    pulls: 8,
    /** What a test does to a card from inside: its memory, and what befalls its commands. */
    insideOf: ({ name }: BlankDongle) => {
      const own = slots.cardOf(name)
      const memory = memories.get(name) ?? new CardMemory()
      const meet = (misfortune: Misfortune | undefined) => {
        if (own.plugged !== undefined) own.plugged.misfortune = misfortune
      }
      return {
        memory,
        arm: meet,
        disarm: () => {
          memory.powerLostAt = undefined
          meet(undefined)
        },
        isOut: () => own.plugged?.isOut() ?? true,
      }
    },
    blank: async (name) => {
      const memory = new CardMemory()
      const serial = `V-${name.toUpperCase()}`
      const key = `Undongle|virtual card|${serial}`
      memories.set(name, memory)
      slots.add(name, key, makeCard([makeApplet({ serial, label: name, pin }, memory)]))
      await slots.plug(name)
      return { key, name, pin }
    },
    plug: async ({ name }) => slots.plug(name),
    unplug: async ({ name }) => slots.unplug(name),
    stop: async () => {
      await Promise.all(services.map((service) => service.disable()))
      slots.pullAll()
      await pcscd.stop()
      await child.remove()
    },
  } satisfies DriverFixture & Record<string, unknown>
}
