import { cp, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describeReader } from '../../packages/license-server/src/dongle/contract/describe-reader.ts'
import type { ReaderFixture } from '../../packages/license-server/src/dongle/contract/reader-fixture.ts'
import { readerServices } from '../../packages/license-server/src/dongle/contract/readers-service.ts'

// What the author of a driver writes to run the contract on it: a fixture, and one line. docs/reference/drivers.md

describeReader('of examples/driver', boxFixture)

const source = fileURLToPath(new URL('../../examples/driver/driver.mjs', import.meta.url))
const box = { firmware: '1', licenses: [{ code: '7', name: 'Scan', ends: 'never' }] }

async function boxFixture(): Promise<ReaderFixture> {
  const folder = await mkdtemp(join(tmpdir(), 'undongle-box-'))
  const [path, boxes, away] = [join(folder, 'driver.mjs'), join(folder, 'boxes'), join(folder, 'away')]
  await cp(source, path)
  await mkdir(boxes)
  const services = await readerServices({ driver: 'outside', name: 'example-box', path })
  const plugged = new Set<string>()
  /** In one step, so that a box is never half written. */
  const put = async (serial: string, text: string) => {
    await writeFile(join(folder, 'new'), text)
    await rename(join(folder, 'new'), join(boxes, `${serial}.json`))
  }
  return {
    start: services.start,
    plug: async (name) => {
      const serial = name.toUpperCase()
      plugged.add(serial)
      await put(serial, JSON.stringify(box))
      return { key: `Example|Box|${serial}`, serial, codes: ['7'] }
    },
    unplug: async ({ serial }) => {
      plugged.delete(serial)
      await rm(join(boxes, `${serial}.json`))
    },
    plugOthers: async () => writeFile(join(boxes, 'not a box.txt'), 'a software key'),
    runtime: {
      run: (isRunning) => (isRunning ? rename(away, boxes) : rename(boxes, away)),
      answerWith: async (text) => {
        for (const serial of plugged) await put(serial, text ?? JSON.stringify(box))
      },
    },
    stop: async () => {
      await services.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
