import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'tsdown'
import { smallHeap } from '../host/entry.ts'
import type { ChildEntry } from '../host/process.ts'

const child = fileURLToPath(new URL('../host/child.ts', import.meta.url))
/** Inside the checkout, where koffi is found; outside of what git sees. */
const cache = fileURLToPath(new URL('../../../../../node_modules/.cache/', import.meta.url))

/** The drivers' process as a build ships it: it starts in a tenth of a second, and a kill loop starts it often. */
export async function bundleChild(): Promise<{ entry: ChildEntry; remove: () => Promise<void> }> {
  await mkdir(cache, { recursive: true })
  const folder = await mkdtemp(join(cache, 'undongle-driver-'))
  await build({
    config: false,
    entry: { driver: child },
    outDir: folder,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    dts: false,
    fixedExtension: false,
    logLevel: 'error',
    deps: { alwaysBundle: [/./], neverBundle: [/^node:/, /^koffi/], onlyBundle: false },
  })
  return {
    entry: { path: join(folder, 'driver.js'), execArgv: smallHeap },
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}
