import { existsSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { importBreaches } from './architecture/imports.ts'
import { deadLinks } from './architecture/links.ts'
import { nameBreaches } from './architecture/names.ts'
import { neutralityBreaches } from './architecture/neutrality.ts'
import { pureCoreBreaches } from './architecture/pure-core.ts'
import { type Breach, readSourceFiles, type SourceFile } from './architecture/source-file.ts'

const root = path.dirname(import.meta.dirname)
const code = readSourceFiles(root, /\.(ts|tsx|mts|mjs)$/)
const texts = readSourceFiles(root, /\.(ts|tsx|mts|mjs|json|md|sql|html|css|pml|sh|yml)$/).filter(isWritten)
const pages = readSourceFiles(root, /\.md$/)

describe('this checkout', () => {
  test('has the code it is meant to look at', () => {
    for (const part of ['core/src', 'core/node', 'cloud/src', 'license-server/src', 'cli/src', 'sdk/src', 'web/src']) {
      expect(
        code.some((file) => file.path.startsWith(`packages/${part}/`)),
        part,
      ).toBe(true)
    }
  })

  test.each<[string, readonly SourceFile[], (file: SourceFile) => Breach[]]>([
    ['is a star of packages around core', code, importBreaches],
    ['touches no machine in core', code, pureCoreBreaches],
    ['has names that say something, and reads the environment in config.ts only', code, nameBreaches],
    ['knows neither the machine it was written on nor the products it was modeled after', texts, neutralityBreaches],
    ['has only links that lead somewhere', pages, (page) => deadLinks(page, (to) => existsSync(path.join(root, to)))],
  ])('%s', (_, files, rule) => {
    expect(files.flatMap(rule)).toEqual([])
  })
})

describe('the star, seen red', () => {
  test.each([
    ['packages/web/src/a.ts', `import { x } from '@undongle/cloud/app'`, 'a package imports only core'],
    ['packages/cli/src/a.ts', `import { x } from '../../cloud/src/app.ts'`, 'a relative import stays in its package'],
    [
      'packages/cli/src/a.ts',
      `export type { X } from '../../cloud/src/app.ts'`,
      'a relative import stays in its package',
    ],
    ['packages/sdk/src/a.ts', `const x = await import('../../license-server/src/a.ts')`, 'stays in its package'],
    ['packages/sdk/src/a.ts', `import { x } from '@undongle/core/node/settings'`, 'for Node processes only'],
    ['packages/web/src/a.tsx', `import { x } from '@undongle/core/node/settings'`, 'for Node processes only'],
    ['packages/core/src/a.ts', `import { x } from '../node/settings.ts'`, 'for Node processes only'],
    ['packages/core/src/a.ts', `import { readFileSync } from 'node:fs'`, 'core touches no machine'],
    ['packages/cloud/src/a.test.ts', `import { x } from '../../license-server/src/a.ts'`, 'stays in its package'],
  ])('%s: %s', (file, text, say) => {
    expect(importBreaches({ path: file, text }).map((breach) => breach.say)).toEqual([expect.stringContaining(say)])
  })

  test.each([
    ['packages/cloud/src/a.ts', `import { x } from '@undongle/core/node/settings'`],
    ['packages/license-server/src/a.ts', `import { x } from '@undongle/core/id'`],
    ['packages/core/node/a.ts', `import { readFileSync } from 'node:fs'`],
    ['packages/core/src/a.test.ts', `import { x } from '../node/crypto.ts'`],
    ['packages/license-server/src/a.test.ts', `import { needs } from '../../../test/needs.ts'`],
    ['scripts/a.ts', `import { cloudSettings } from '../packages/cloud/src/config.ts'`],
  ])('%s may: %s', (file, text) => {
    expect(importBreaches({ path: file, text })).toEqual([])
  })
})

describe('pure core, seen red', () => {
  test.each([
    ['Date.now()', 'Date.now'],
    ['new Date()', 'new Date()'],
    ['Date()', 'Date()'],
    ['Math.random()', 'Math.random'],
    ['fetch("https://cloud.example")', 'fetch'],
    ['crypto.getRandomValues(bytes)', 'crypto'],
    ['setTimeout(later, 1)', 'setTimeout'],
    ['console.log(1)', 'console'],
    ['process.exit(1)', 'process'],
    ['globalThis.fetch', 'globalThis'],
    ['({ fetch })', 'fetch'],
  ])('%s', (expression, touched) => {
    const breaches = pureCoreBreaches({ path: 'packages/core/src/a.ts', text: `export const a = ${expression}` })
    expect(breaches.map((breach) => breach.say)).toContainEqual(expect.stringContaining(`uses ${touched}:`))
  })

  test.each([
    'export const at = (now: Date) => new Date(now.getTime() + 1)',
    'export const get = ({ fetch }: { fetch: (address: string) => string }) => fetch("https://cloud.example")',
    'export const get = (deps: Deps) => deps.fetch(deps.process)',
    'export interface Deps { readonly crypto: Crypto }',
    '/** never console.log or Date.now() */ export const at = 1',
  ])('%s is pure', (text) => {
    expect(pureCoreBreaches({ path: 'packages/core/src/a.ts', text })).toEqual([])
  })
})

describe('names, seen red', () => {
  test.each([
    ['packages/cloud/src/transfer-manager.ts', '', 'the empty word Manager'],
    ['packages/cloud/src/utils.ts', '', 'the empty word Util'],
    ['packages/cloud/src/a.ts', 'export interface TokenInfo {}', 'exports TokenInfo'],
    ['packages/cloud/src/a.ts', 'export const requestHandler = 1', 'exports requestHandler'],
    ['packages/cloud/src/a.ts', 'export default 1', 'default export'],
    ['packages/cloud/src/a.ts', 'export default function run() {}', 'default export'],
    ['packages/cloud/src/a.ts', 'const a = 1\nexport { a as default }', 'default export'],
    ['packages/cloud/src/index.ts', '', 'barrel'],
    ['packages/cloud/src/a.ts', 'export const port = process.env.PORT', 'process.env'],
    ['packages/core/node/settings.ts', `export const port = process.env['PORT']`, 'process.env'],
  ])('%s: %s', (file, text, say) => {
    expect(nameBreaches({ path: file, text }).map((breach) => breach.say)).toEqual([expect.stringContaining(say)])
  })

  test.each([
    ['packages/cloud/src/config.ts', 'export const env = process.env'],
    ['scripts/start.ts', 'export const env = process.env'],
    ['vitest.config.ts', 'export default {}'],
    ['packages/cloud/src/database.ts', 'export const dataFolder = 1'],
  ])('%s may: %s', (file, text) => {
    expect(nameBreaches({ path: file, text })).toEqual([])
  })
})

describe('neutral texts, seen red', () => {
  test.each([
    ['docs/a.md', `see ${['', 'home', 'ada', 'project'].join('/')}`, 'path of one machine'],
    ['docs/a.md', `see ${['C:', 'Users', 'ada'].join('\\')}`, 'path of one machine'],
    [
      'packages/core/src/policy/presets/lab.json',
      `{ "name": "${['pho', 'enix'].join('')} for labs" }`,
      'another company',
    ],
  ])('%s: %s', (file, text, say) => {
    expect(neutralityBreaches({ path: file, text }).map((breach) => breach.say)).toEqual([expect.stringContaining(say)])
  })
})

describe('links, seen red', () => {
  const exists = (file: string) => file === 'docs/guide.md' || file === 'README.md'

  test('a link to a file that is not there is named', () => {
    const page = { path: 'docs/a.md', text: 'see [it](gone.md) and ![a picture](../pictures/no.png)' }
    expect(deadLinks(page, exists).map((breach) => breach.say)).toEqual([
      'links to gone.md, which is not there',
      'links to ../pictures/no.png, which is not there',
    ])
  })

  test('living links, addresses, places in the page and code are fine', () => {
    const text = '[a](guide.md#part) [b](../README.md) [c](https://a.example) [d](#e) `[f](gone.md)`'
    expect(deadLinks({ path: 'docs/a.md', text }, exists)).toEqual([])
  })
})

/** Not what tools write: the lock file, and the document built from the API tables. */
function isWritten(file: SourceFile): boolean {
  return !/(^|\/)(package-lock|openapi)\.json$/.test(file.path)
}
