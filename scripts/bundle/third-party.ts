import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import type { BundlePlatform } from './platforms.ts'

const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      license: z.string().optional(),
      dependencies: z.record(z.string(), z.string()).optional(),
    }),
  ),
})
type Packages = z.infer<typeof lockSchema>['packages']

/** Our packages that are in a bundle, with everything of others that was built into them. */
const bundled = ['packages/license-server', 'packages/cli', 'packages/web', 'packages/core']

/** The licenses of everything in a bundle that is not ours, as most of them ask for. */
export function thirdPartyLicenses(root: string, platform: BundlePlatform, modules: string): string {
  const { packages } = readLock(root)
  const built = dependenciesOf(packages, bundled).map((place) => textOf(packages, root, place))
  const brought = readLock(path.dirname(modules)).packages
  const besides = Object.keys(brought)
    .filter((place) => place !== '' && existsSync(path.join(path.dirname(modules), place)))
    .map((place) => textOf(brought, path.dirname(modules), place))
  const all = new Map([...built, ...besides].map(({ title, text }) => [title, text]))
  const sections = [...all].toSorted(([a], [b]) => a.localeCompare(b, 'en'))
  return `${[opening(platform), ...sections.map(([title, text]) => `${'='.repeat(80)}\n${title}\n\n${text.trim()}`)].join('\n\n')}\n`
}

const opening = ({ node }: BundlePlatform): string =>
  `This folder holds software of others. Their licenses follow.
Node (here as ${node.package}) is licensed by the OpenJS Foundation and its contributors: https://github.com/nodejs/node/blob/main/LICENSE`

function readLock(folder: string) {
  return lockSchema.parse(JSON.parse(readFileSync(path.join(folder, 'package-lock.json'), 'utf8')))
}

/** Everything that these packages need when they run, as places in the lock file. */
function dependenciesOf(packages: Packages, starts: readonly string[]): string[] {
  const found = new Set<string>()
  const look = (from: string) => {
    for (const name of Object.keys(packages[from]?.dependencies ?? {})) {
      const place = placeOf(packages, from, name)
      if (place === undefined || found.has(place) || name.startsWith('@undongle/')) continue
      found.add(place)
      look(place)
    }
  }
  for (const start of starts) look(start)
  return [...found]
}

/** Where Node would find it: beside the package that needs it, or further up. */
function placeOf(packages: Packages, from: string, name: string): string | undefined {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    const place = `${at === '' ? '' : `${at}/`}node_modules/${name}`
    if (packages[place] !== undefined) return place
    if (at === '') return undefined
  }
}

function textOf(packages: Packages, folder: string, place: string): { title: string; text: string } {
  const { version = '', license = 'see its package' } = packages[place] ?? {}
  const name = place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length)
  const files = existsSync(path.join(folder, place)) ? readdirSync(path.join(folder, place)) : []
  const texts = files
    .filter((file) => /^(licen[cs]e|copying|notice)/i.test(file))
    .map((file) => readFileSync(path.join(folder, place, file), 'utf8'))
  return { title: `${name} ${version} (${license})`, text: texts.join('\n\n') }
}
