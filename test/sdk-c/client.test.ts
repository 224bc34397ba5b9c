import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { apiErrors, isApiErrorCode } from '@undongle/core/api/errors'
import { leaseEnds } from '@undongle/core/lease/standing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { leaseWorld } from '../api/lease-world.ts'
import { needs } from '../needs.ts'
import { testClient } from '../sdk-languages/cases.ts'
import { Client } from '../sdk-languages/client.ts'
import { build, sanitizers, sdkFolder } from './build.ts'

const machine = needs('gcc', 'libc6-dev', 'libcurl4-openssl-dev', 'libssl-dev')
const folder = mkdtempSync(path.join(tmpdir(), 'undongle-c-'))
const driver = path.join(folder, 'driver')
const source = path.join(sdkFolder, 'undongle.c')

afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the client for C', machine, () => {
  beforeAll(() => {
    build(driver, [path.join(import.meta.dirname, 'driver.c'), source], sanitizers())
  })
  testClient(() => new Client(driver), machine)
})

test('the example is what its first line says, in 40 lines', machine, () => {
  const example = path.join(sdkFolder, 'example.c')
  build(path.join(folder, 'example'), [example, source])
  expect(readFileSync(example, 'utf8').trimEnd().split('\n').length).toBeLessThanOrEqual(40)
})

test('no bent document or store is believed, or leads out of its memory', machine, async () => {
  const { state, store, application } = leaseWorld()
  ;(await application({ fetch: state.server }).checkout()).close()
  const seat = path.join(folder, 'whole.seat')
  writeFileSync(seat, (await store.read()) ?? '')
  const mutate = build(path.join(folder, 'mutate'), [path.join(import.meta.dirname, 'mutate.c')], sanitizers())
  expect(execFileSync(mutate, [seat, '3000'], { encoding: 'utf8' })).toBe('0\n')
})

test('its words are those of the tables in core', () => {
  const text = readFileSync(source, 'utf8')
  const found = [...text.matchAll(/^ {2}\{("(?:[^"]+)"(?:,\s+"[^"]+")+)\},$/gm)].map(([, row = '']) =>
    row.split(/,\s+(?=")/).map((word) => word.slice(1, -1)),
  )
  const said = found.filter((row) => row.length === 3)
  const ends = found.filter((row) => row.length === 4)
  expect(said.length).toBe(8)
  for (const [code = '', say, next] of said)
    expect({ say, next }).toMatchObject(
      isApiErrorCode(code) ? { say: apiErrors[code].say, next: apiErrors[code].next } : {},
    )
  expect(Object.fromEntries(ends.map(([, detail = '', say, next]) => [detail, { say, next }]))).toEqual(leaseEnds)
})

test('header and source are of one version', () => {
  const header = readFileSync(path.join(sdkFolder, 'undongle.h'), 'utf8')
  const { version } = JSON.parse(readFileSync(path.join(sdkFolder, '../../packages/sdk/package.json'), 'utf8'))
  expect(header).toContain(`#define UNDONGLE_VERSION "${version}"`)
})
