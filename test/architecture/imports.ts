import ts from 'typescript'
import type { Breach, SourceFile } from './source-file.ts'

/** Packages that run as a Node process; only they, scripts and tests may use the Node-only half of core. */
const nodePackages = ['cloud', 'license-server', 'cli']

/** The star: every package knows core, none knows another, and core's pure half knows nothing of Node. */
export function importBreaches(file: SourceFile): Breach[] {
  const home = homeOf(file.path)
  return importsOf(file).flatMap((specifier) => {
    const say = home === undefined ? undefined : breach(file, home, specifier)
    return say === undefined ? [] : [{ path: file.path, say: `imports ${specifier}: ${say}` }]
  })
}

/** Every module a file names: imports, re-exports, types and dynamic imports with a plain string. */
export function importsOf({ path, text }: SourceFile): string[] {
  return ts.preProcessFile(text, true, path.endsWith('.mjs')).importedFiles.map((found) => found.fileName)
}

interface Home {
  readonly name: string
  /** The part of core that a file is in; other packages have no parts. */
  readonly part: 'pure' | 'node' | undefined
}

function homeOf(path: string): Home | undefined {
  const [top, name = '', folder] = path.split('/')
  if (top !== 'packages') return undefined
  return { name, part: name !== 'core' ? undefined : folder === 'node' ? 'node' : 'pure' }
}

function breach(file: SourceFile, home: Home, specifier: string): string | undefined {
  const target = specifier.startsWith('.') ? resolve(file.path, specifier) : specifier
  const isTest = isTestFile(file.path)
  if (target.startsWith('@undongle/') && !target.startsWith('@undongle/core/')) return 'a package imports only core'
  if (
    specifier.startsWith('.') &&
    !target.startsWith(`packages/${home.name}/`) &&
    !(isTest && target.startsWith('test/'))
  ) {
    return 'a relative import stays in its package; what packages share is in @undongle/core'
  }
  if (isTest) return undefined
  const isCoreNode = target.startsWith('@undongle/core/node/') || target.startsWith('packages/core/node/')
  if (isCoreNode && home.part !== 'node' && !nodePackages.includes(home.name))
    return 'core/node is for Node processes only'
  if (home.part === 'pure' && target.startsWith('node:')) return 'core touches no machine; core/node is the place'
  return undefined
}

/** Tests may look wider: at core/node from anywhere, and at the tools under test/. */
export function isTestFile(path: string): boolean {
  return /\.test\.tsx?$/.test(path)
}

function resolve(from: string, specifier: string): string {
  return new URL(specifier, `file:///${from}`).pathname.slice(1)
}
