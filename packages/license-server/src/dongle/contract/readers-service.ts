import { usualLimits } from '../host/process.ts'
import { DongleService } from '../host/service.ts'
import type { DriverSettings } from '../host/settings.ts'
import { bundleChild } from './bundled-entry.ts'

/** Starts services on one driver's settings, from the bundle, and stops them all. */
export async function readerServices(settings: DriverSettings) {
  const child = await bundleChild()
  const services: DongleService[] = []
  return {
    start: ({ pollMs = 1000 }: { pollMs?: number } = {}) => {
      const limits = { ...usualLimits, restartFirstMs: 5 }
      const service = new DongleService({ drivers: [settings], entry: child.entry, pollMs, limits })
      services.push(service)
      service.enable()
      return service
    },
    stop: async () => {
      await Promise.all(services.map((service) => service.disable()))
      await child.remove()
    },
  }
}
