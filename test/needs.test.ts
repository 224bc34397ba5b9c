import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { needs } from './needs.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'undongle-needs-'))
  for (const name of ['with', 'without']) mkdirSync(path.join(folder, name))
  writeFileSync(path.join(folder, 'with', 'spin'), '')
})
afterAll(() => rmSync(folder, { recursive: true }))
afterEach(() => vi.unstubAllEnvs())

describe('a test that needs a tool', () => {
  test('runs where the tool is there, also under CI', () => {
    vi.stubEnv('PATH', path.join(folder, 'with'))
    vi.stubEnv('CI', 'true')
    expect(needs('spin')).toEqual({ skip: false })
  })

  test('is skipped where the tool is missing', () => {
    vi.stubEnv('PATH', path.join(folder, 'without'))
    vi.stubEnv('CI', '')
    expect(needs('spin')).toEqual({ skip: true })
  })

  test('fails under CI where the tool is missing', () => {
    vi.stubEnv('PATH', path.join(folder, 'without'))
    vi.stubEnv('CI', 'true')
    expect(() => needs('spin')).toThrow('Missing on this machine: spin')
  })
})
