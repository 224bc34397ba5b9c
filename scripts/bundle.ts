import { readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { buildStale, systemTargets } from './build/build.ts'
import { archive } from './bundle/archive.ts'
import { composeBundle, versionOf } from './bundle/compose.ts'
import { makeInstaller } from './bundle/installer.ts'
import { ownPlatform, platformNames, platforms } from './bundle/platforms.ts'

/** `npm run bundle`: License Server and command line with Node, as a folder and as one file, to be given to customers. */
const root = path.dirname(import.meta.dirname)
const { values } = parseArgs({
  options: {
    platform: { type: 'string', default: ownPlatform() ?? 'linux-x64' },
    cloud: { type: 'string' },
    installer: { type: 'boolean', default: false },
    out: { type: 'string', default: path.join(root, 'packaging/dist') },
  },
})
const name = platformNames.find((known) => known === values.platform)
if (name === undefined) throw new Error(`--platform is one of ${platformNames.join(', ')}`)
const platform = platforms[name]
if (values.installer && platform.os !== 'win32') throw new Error('An installer is made for win32-x64 only.')
await buildStale(root, systemTargets)
const folder = composeBundle({ root, platform, outDir: path.resolve(values.out), cloudUrl: values.cloud })
const file = values.installer ? makeInstaller(root, folder, versionOf(root)) : archive(folder, platform)
console.log(
  JSON.stringify({
    folder: path.relative(process.cwd(), folder),
    folderMb: megabytes(sizeOf(folder)),
    file: path.relative(process.cwd(), file),
    fileMb: megabytes(statSync(file).size),
  }),
)

function sizeOf(folder: string): number {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return entries.reduce((sum, entry) => sum + statSync(path.join(entry.parentPath, entry.name)).size, 0)
}

function megabytes(sizeBytes: number): number {
  return Math.round(sizeBytes / 100_000) / 10
}
