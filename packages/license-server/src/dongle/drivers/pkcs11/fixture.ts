import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { bundleChild } from '../../contract/bundled-entry.ts'
import type { BlankDongle, DriverFixture } from '../../contract/fixture.ts'
import { usualLimits } from '../../host/process.ts'
import { DongleService } from '../../host/service.ts'

const run = promisify(execFile)
export const softHsmModule = '/usr/lib/softhsm/libsofthsm2.so'
const pin = '482913'

/** Real SoftHSM2 tokens in a temporary folder. Objects are read and spoiled with OpenSC's pkcs11-tool, which knows nothing of us. */
export async function softHsmFixture() {
  const folder = await mkdtemp(join(tmpdir(), 'undongle-token-'))
  const [tokens, drawer, configuration] = [
    join(folder, 'tokens'),
    join(folder, 'drawer'),
    join(folder, 'softhsm2.conf'),
  ]
  await mkdir(tokens)
  await mkdir(drawer)
  const lines = [
    `directories.tokendir = ${tokens}`,
    'objectstore.backend = file',
    'slots.removable = true',
    'log.level = ERROR',
  ]
  await writeFile(configuration, lines.join('\n'))
  const environment = { SOFTHSM2_CONF: configuration, PATH: '/usr/bin:/bin' }
  const child = await bundleChild()
  const services: DongleService[] = []
  const folders = new Map<string, string>()

  const tool = async (dongle: BlankDongle, ...values: string[]) =>
    run('pkcs11-tool', ['--module', softHsmModule, '--token-label', dongle.name, ...values], { env: environment })

  return {
    start: ({ readOnly = false, roomLimitBytes, pollMs = 1000 } = {}) => {
      const service = new DongleService({
        drivers: [
          { driver: 'pkcs11', path: softHsmModule, bySerial: false, readOnly, roomLimitBytes: roomLimitBytes ?? null },
        ],
        entry: child.entry,
        pollMs,
        limits: { ...usualLimits, restartFirstMs: 5 },
        environment,
      })
      services.push(service)
      service.enable()
      return service
    },
    blank: async (name) => {
      const before = new Set(await readdir(tokens))
      await run('softhsm2-util', ['--init-token', '--free', '--label', name, '--so-pin', '12345678', '--pin', pin], {
        env: environment,
      })
      const made = (await readdir(tokens)).find((entry) => !before.has(entry))
      if (made === undefined) throw new Error('softhsm2-util made no token')
      folders.set(name, made)
      const serial = made.replaceAll('-', '').slice(-16)
      return { key: `SoftHSM project|SoftHSM v2|${serial}`, name, pin }
    },
    unplug: async ({ name }) => rename(join(tokens, folders.get(name) ?? ''), join(drawer, name)),
    plug: async ({ name }) => rename(join(drawer, name), join(tokens, folders.get(name) ?? '')),
    objects: {
      read: async (dongle, name) => {
        const output = join(folder, 'object')
        await rm(output, { force: true })
        const found = ['--read-object', '--type', 'data', '--application-label', 'undongle/1', '--label', name]
        await tool(dongle, ...found, '--output-file', output).catch(() => undefined)
        return readFile(output).catch(() => null)
      },
      write: async (dongle, name, value) => {
        const input = join(folder, 'object')
        await writeFile(input, value)
        const made = ['--write-object', input, '--type', 'data', '--application-label', 'undongle/1', '--label', name]
        await tool(dongle, '--login', '--pin', pin, ...made)
      },
      remove: async (dongle, name) => {
        const found = ['--delete-object', '--type', 'data', '--application-label', 'undongle/1', '--label', name]
        await tool(dongle, '--login', '--pin', pin, ...found)
      },
    },
    /** An object of another application; both words empty make the shell that a killed SoftHSM leaves. */
    writeForeignObject: async (dongle: BlankDongle, label: string, application: string) => {
      const input = join(folder, 'object')
      await writeFile(input, label === '' ? '' : 'theirs')
      const named = label === '' ? [] : ['--label', label, '--application-label', application]
      await tool(dongle, '--login', '--pin', pin, '--write-object', input, '--type', 'data', ...named)
    },
    /** All data objects that anybody can see. */
    countObjects: async (dongle: BlankDongle) => {
      const { stdout } = await tool(dongle, '--list-objects', '--type', 'data')
      return stdout.split('Data object').length - 1
    },
    stop: async () => {
      await Promise.all(services.map((service) => service.disable()))
      await rm(folder, { recursive: true, force: true })
      await child.remove()
    },
  } satisfies DriverFixture & Record<string, unknown>
}
