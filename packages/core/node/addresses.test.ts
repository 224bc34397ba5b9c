import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { addressesFile, readAddresses, writeAddresses } from './addresses.ts'

let dataDir: string
beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'undongle addresses '))
})
afterEach(() => rmSync(dataDir, { recursive: true }))

test('what was written is read again, and nothing else is left in the folder', () => {
  writeAddresses(dataDir, { cloud: 'http://127.0.0.1:8080' })
  expect(readAddresses(dataDir)).toEqual({ cloud: 'http://127.0.0.1:8080' })
  expect(readdirSync(dataDir)).toEqual(['addresses.json'])
})

test('a file that is not ours is refused', () => {
  writeFileSync(addressesFile(dataDir), '{"cloud":"somewhere"}')
  expect(() => readAddresses(dataDir)).toThrow()
})
