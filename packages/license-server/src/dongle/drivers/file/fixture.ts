import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundleChild } from '../../contract/bundled-entry.ts'
import type { BlankDongle, DriverFixture } from '../../contract/fixture.ts'
import { usualLimits } from '../../host/process.ts'
import { DongleService } from '../../host/service.ts'
import { moveFileDongle } from './drawer.ts'
import { fileKey } from './folder.ts'

/** File dongles in a temporary folder. */
export async function fileFixture(): Promise<DriverFixture> {
  const folder = await mkdtemp(join(tmpdir(), 'undongle-file-'))
  const [plugFolder, drawer] = [join(folder, 'plugged'), join(folder, 'drawer')]
  const child = await bundleChild()
  const services: DongleService[] = []
  const pathOf = (dongle: BlankDongle, name: string) => join(plugFolder, dongle.name, '.undongle', name)
  return {
    start: ({ readOnly = false, roomLimitBytes, pollMs = 1000 } = {}) => {
      const service = new DongleService({
        drivers: [{ driver: 'file', plugFolder, readOnly, roomLimitBytes: roomLimitBytes ?? null }],
        entry: child.entry,
        pollMs,
        limits: { ...usualLimits, restartFirstMs: 5 },
      })
      services.push(service)
      service.enable()
      return service
    },
    blank: async (name) => ({ key: fileKey(name), name, pin: undefined }),
    unplug: async ({ name }) => moveFileDongle(name, plugFolder, drawer),
    plug: async ({ name }) => moveFileDongle(name, drawer, plugFolder),
    objects: {
      read: async (dongle, name) => readFile(pathOf(dongle, name)).catch(() => null),
      write: async (dongle, name, value) => {
        await writeFile(`${pathOf(dongle, name)}.put`, value)
        await rename(`${pathOf(dongle, name)}.put`, pathOf(dongle, name))
      },
      remove: async (dongle, name) => rm(pathOf(dongle, name)),
    },
    stop: async () => {
      await Promise.all(services.map((service) => service.disable()))
      await rm(folder, { recursive: true, force: true })
      await child.remove()
    },
  }
}
