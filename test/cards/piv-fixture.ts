import { bundleChild } from '../../packages/license-server/src/dongle/contract/bundled-entry.ts'
import type { ReaderFixture } from '../../packages/license-server/src/dongle/contract/reader-fixture.ts'
import { usualLimits } from '../../packages/license-server/src/dongle/host/process.ts'
import { DongleService } from '../../packages/license-server/src/dongle/host/service.ts'
import type { DriverSettings } from '../../packages/license-server/src/dongle/host/settings.ts'
import { makeCard } from './card.ts'
import { makeCertificate } from './certificate.ts'
import { startPcscd } from './pcscd.ts'
import { makePiv } from './piv.ts'
import { openSlots } from './two-slots.ts'

/** A PKCS#11 module as it comes, and how it names a card of this serial. */
export interface CardModule {
  readonly path: string
  nameOf(serial: number): { readonly key: string; readonly serial: string }
}

export const openSc: CardModule = {
  path: '/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so',
  nameOf: (number) => {
    const serial = `d4d4d4d4${number.toString(16).padStart(8, '0')}`
    return { key: `piv_II|PKCS#15 emulated|${serial}`, serial }
  },
}

/** A look of Yubico's module costs a dozen commands: asking as often as a runtime is asked would leave a busy machine no time for more. */
const slowestPollMs = 1000

export const yubico: CardModule = {
  path: '/usr/lib/x86_64-linux-gnu/libykcs11.so',
  nameOf: (number) => ({ key: `Yubico (www.yubico.com)|YubiKey YK4|${number}`, serial: String(number) }),
}

/** PIV cards behind a real pcscd, as unmodified modules show them. Yubico's looks only into readers that are called like its own. */
export async function pivFixture(modules: readonly CardModule[]): Promise<ReaderFixture> {
  const pcscd = await startPcscd('Yubico YubiKey CCID virtual')
  const child = await bundleChild()
  const certificate = await makeCertificate()
  const services: DongleService[] = []
  const serials = new Map<string, number>()
  const drivers = modules.map(
    ({ path }): DriverSettings => ({ driver: 'pkcs11', path, bySerial: true, readOnly: false, roomLimitBytes: null }),
  )
  const start: ReaderFixture['start'] = ({ pollMs: wanted = slowestPollMs } = {}) => {
    const pollMs = Math.max(wanted, slowestPollMs)
    const limits = { ...usualLimits, restartFirstMs: 5 }
    const environment = { ...pcscd.environment }
    const service = new DongleService({ drivers, entry: child.entry, pollMs, limits, environment })
    services.push(service)
    service.enable()
    return service
  }
  const slots = openSlots(pcscd, start({ pollMs: 600_000 }))
  const [module] = modules
  if (module === undefined) throw new Error('a module is needed')

  return {
    start,
    plug: async (name) => {
      const number = serials.get(name) ?? 12_345_678 + serials.size
      serials.set(name, number)
      const { key, serial } = module.nameOf(number)
      slots.add(name, key, makeCard([makePiv({ serial: number, pin: '482913', certificate })]))
      if (!slots.isIn(name)) await slots.plug(name)
      return { key, serial, codes: [] }
    },
    unplug: async ({ serial }) => {
      const [name] = [...serials].find(([, number]) => module.nameOf(number).serial === serial) ?? []
      if (name !== undefined) await slots.unplug(name)
    },
    plugOthers: async () => undefined,
    stop: async () => {
      await Promise.all(services.map((service) => service.disable()))
      slots.pullAll()
      await pcscd.stop()
      await child.remove()
    },
  }
}
