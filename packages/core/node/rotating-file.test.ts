import { execFile, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { RotatingFile, readLogTail } from './rotating-file.ts'

let folder = ''
let file = ''
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'undongle-log-'))
  file = path.join(folder, 'a.log')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const line = (n: number): string => `line ${String(n).padStart(4, '0')}\n`
const limits = { sizeBytes: 100, olderCount: 2 }

test('it keeps so many files of such a size, and the newest lines in their order', () => {
  const log = new RotatingFile(file, limits)
  for (let n = 0; n < 1000; n++) log.write(line(n))
  log.close()
  expect(readdirSync(folder).toSorted()).toEqual(['a.log', 'a.log.1', 'a.log.2'])
  for (const name of readdirSync(folder)) expect(statSync(path.join(folder, name)).size).toBeLessThanOrEqual(100)
  const kept = ['.2', '.1', ''].map((end) => readFileSync(file + end, 'utf8')).join('')
  expect(kept.endsWith(line(998) + line(999))).toBe(true)
  const numbers = kept
    .trim()
    .split('\n')
    .map((text) => Number(text.slice(5)))
  expect(numbers).toEqual(numbers.map((_, index) => 1000 - numbers.length + index))
})

test('it goes on where the process before it stopped', () => {
  writeFileSync(file, line(1).repeat(10))
  const log = new RotatingFile(file, limits)
  log.write(line(2))
  log.write(line(3))
  log.close()
  expect(readFileSync(`${file}.1`, 'utf8')).toContain(line(1))
  expect(readFileSync(file, 'utf8')).toBe(line(2) + line(3))
})

test('a line longer than a whole file is kept', () => {
  const log = new RotatingFile(file, limits)
  const long = `${'x'.repeat(500)}\n`
  for (const text of [line(1), long, line(2)]) log.write(text)
  log.close()
  expect([readFileSync(`${file}.2`, 'utf8'), readFileSync(`${file}.1`, 'utf8'), readFileSync(file, 'utf8')]).toEqual([
    line(1),
    long,
    line(2),
  ])
})

test('a file that cannot be put aside is written on', () => {
  mkdirSync(path.join(`${file}.2`, 'held'), { recursive: true })
  const log = new RotatingFile(file, limits)
  for (let n = 0; n < 50; n++) log.write(line(n))
  log.close()
  expect(readFileSync(file, 'utf8').endsWith(line(49))).toBe(true)
})

test('where nothing can be written at all nobody notices', () => {
  const log = new RotatingFile(path.join(folder, 'not there', 'a.log'), limits)
  expect(() => log.write(line(1))).not.toThrow()
})

test('the tail reaches over a rotation, and no further than asked', () => {
  const log = new RotatingFile(file, limits)
  for (let n = 0; n < 12; n++) log.write(line(n))
  log.close()
  expect(existsSync(`${file}.1`)).toBe(true)
  expect(readLogTail(file, 1000)).toBe(Array.from({ length: 12 }, (_, n) => line(n)).join(''))
  expect(readLogTail(file, 50)).toBe([7, 8, 9, 10, 11].map(line).join(''))
  expect(readLogTail(path.join(folder, 'none'), 50)).toBe('')
})

const ownMounts = ['--user', '--map-root-user', '--mount']
const canMount = spawnSync('unshare', [...ownMounts, 'true']).status === 0

test('on a full disk the newest line takes the place of the oldest file', {
  skip: !canMount && !process.env.CI,
}, async () => {
  const child = fileURLToPath(new URL('rotating-file.child.ts', import.meta.url))
  const script = 'mount -t tmpfs -o size=600k none "$1" && exec "$2" --import tsx "$3" "$1"'
  const { stdout } = await promisify(execFile)('unshare', [
    ...ownMounts,
    'sh',
    '-c',
    script,
    'sh',
    folder,
    process.execPath,
    child,
  ])
  expect(JSON.parse(stdout)).toEqual(['newest on a full disk', ...[0, 1, 2, 3, 4].map((n) => `then ${n}`), 'after'])
})
