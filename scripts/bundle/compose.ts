import {
  chmodSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import type { BundlePlatform } from './platforms.ts'
import { installRuntime } from './runtime.ts'
import { thirdPartyLicenses } from './third-party.ts'

interface Composing {
  readonly root: string
  readonly platform: BundlePlatform
  /** The folder that the bundle's own is made in. */
  readonly outDir: string
  /** The license cloud of the vendor who gives this bundle away; left out, it has to be filled in. */
  readonly cloudUrl: string | undefined
}

/**
 * Puts together a folder that runs as it is, wherever it is put: our built code, what it needs of others, Node. Everything in it may be
 * read-only. `app` is laid out as `packages` is in a checkout, so the programs find each other's files by the same paths.
 *
 * @returns the folder
 */
export function composeBundle({ root, platform, outDir, cloudUrl }: Composing): string {
  const folder = path.join(outDir, `undongle-${versionOf(root)}-${platform.name}`)
  const place = (...names: string[]) => path.join(folder, ...names)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(place('runtime'), { recursive: true })
  for (const built of ['license-server/dist', 'cli/dist', 'web/dist/wizard'])
    copyTree(path.join(root, 'packages', built), place('app', built), (name) => !/\.map$|^\.stamp$/.test(name))
  writeFileSync(place('app/package.json'), '{ "type": "module" }\n')
  const modules = installRuntime(root, platform)
  for (const name of readdirSync(modules).filter((name) => !name.startsWith('.') && name !== platform.node.package))
    copyTree(path.join(modules, name), place('app/node_modules', name), isLoaded)
  copyFileSync(path.join(modules, platform.node.package, platform.node.file), place(platform.node.runtime))
  copyFileSync(path.join(root, 'LICENSE'), place('LICENSE'))
  writeFileSync(place('THIRD-PARTY-LICENSES.txt'), thirdPartyLicenses(root, platform, modules))
  writeFileSync(place('settings.env'), settingsText(cloudUrl))
  copyFiles(root, platform, folder)
  return folder
}

/** Of a package from elsewhere: what Node loads, and the license. Sources and headers of native parts stay behind. */
const isLoaded = (name: string): boolean => /\.([cm]?js|json|node)$|^(licen[cs]e|copying)/i.test(name)

/** The Node that comes along stands on glibc, so a native part for musl could not be loaded. */
const isForeign = (name: string): boolean => name.endsWith('-musl')

function copyTree(from: string, to: string, wanted: (name: string) => boolean): void {
  const filter = (source: string) => {
    const name = path.basename(source)
    return statSync(source).isDirectory() ? !isForeign(name) : wanted(name)
  }
  cpSync(from, to, { recursive: true, filter })
}

/** Windows reads its own line ends best, and its batch files nothing else. */
function copyFiles(root: string, { os, files, node }: BundlePlatform, folder: string): void {
  for (const [name, to] of Object.entries(files)) {
    const text = readFileSync(path.join(root, 'packaging/files', name), 'utf8')
    writeFileSync(path.join(folder, to), os === 'win32' ? text.replaceAll('\n', '\r\n') : text)
    if (os !== 'win32' && !to.includes('.')) chmodSync(path.join(folder, to), 0o755)
  }
  if (os !== 'win32') chmodSync(path.join(folder, node.runtime), 0o755)
}

const settingsText = (cloudUrl: string | undefined): string =>
  `# NAME=value, one a line. All names: docs/reference/settings.md, or undongle-license-server --print-config
${cloudUrl === undefined ? '# UNDONGLE_CLOUD_URL=https://licenses.vendor.example' : `UNDONGLE_CLOUD_URL=${cloudUrl}`}
`

export function versionOf(root: string): string {
  return String(JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')).version)
}
