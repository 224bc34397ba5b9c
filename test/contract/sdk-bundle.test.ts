import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { buildStale } from '../../scripts/build/build.ts'
import { importsOf } from '../architecture/imports.ts'

// What a vendor links into an application: built, it needs nothing but itself, and the main entry runs in a browser.

const root = path.resolve(import.meta.dirname, '../..')
const dist = path.join(root, 'packages/sdk/dist')
beforeAll(() => buildStale(root), 180_000)

/** Every module that an entry loads, its own chunks followed. */
function modulesOf(entry: string): string[] {
  const found = new Set<string>()
  const look = (file: string) => {
    for (const name of importsOf({ path: file, text: readFileSync(path.join(dist, file), 'utf8') })) {
      if (found.has(name)) continue
      found.add(name)
      if (name.startsWith('./')) look(name.slice(2))
    }
  }
  look(entry)
  return [...found].filter((name) => !name.startsWith('./'))
}

test('the main entry imports nothing: no dependency, and nothing of Node', () => {
  expect(modulesOf('main.js')).toEqual([])
})

test('the entry for Node imports only what is part of Node', () => {
  expect(modulesOf('node.js').filter((name) => !name.startsWith('node:'))).toEqual([])
})

test('the declarations need no other package’s types', () => {
  const declarations = readdirSync(dist).filter((file) => file.endsWith('.d.ts'))
  expect(declarations).toEqual(expect.arrayContaining(['main.d.ts', 'node.d.ts']))
  const imported = declarations.flatMap((file) =>
    importsOf({ path: file, text: readFileSync(path.join(dist, file), 'utf8') }),
  )
  expect(imported.filter((name) => !name.startsWith('./'))).toEqual([])
})
