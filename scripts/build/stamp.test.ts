import { mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isCurrent, stampOf, writeStamp } from './stamp.ts'

let root: string
const inputs = ['src', 'package.json', 'not-there']

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'undongle stamp '))
  for (const folder of ['src', 'dist']) mkdirSync(path.join(root, folder))
  write('src/a.ts', 'one')
  write('package.json', '{}')
})
afterEach(() => rmSync(root, { recursive: true }))

test('a folder without a stamp, or with that of other inputs, is stale', () => {
  const dist = path.join(root, 'dist')
  expect(isCurrent(dist, stampOf(root, inputs))).toBe(false)
  writeStamp(dist, stampOf(root, inputs))
  expect(isCurrent(dist, stampOf(root, inputs))).toBe(true)
  write('src/a.ts', 'two')
  expect(isCurrent(dist, stampOf(root, inputs))).toBe(false)
})

test.each<[string, () => void]>([
  ['a new file', () => write('src/b.ts', '')],
  ['a renamed file', () => renameSync(path.join(root, 'src/a.ts'), path.join(root, 'src/c.ts'))],
  ['a file that was not there', () => write('not-there', '')],
])('%s changes the stamp', (_, change) => {
  const before = stampOf(root, inputs)
  change()
  expect(stampOf(root, inputs)).not.toBe(before)
})

test.each<[string, () => void]>([
  ['a test', () => write('src/a.test.ts', 'other')],
  ['a file outside the inputs', () => write('README.md', 'other')],
  ['another time of the same content', () => utimesSync(path.join(root, 'src/a.ts'), 1, 1)],
])('%s does not change the stamp', (_, change) => {
  const before = stampOf(root, inputs)
  change()
  expect(stampOf(root, inputs)).toBe(before)
})

function write(file: string, text: string): void {
  writeFileSync(path.join(root, file), text)
}
