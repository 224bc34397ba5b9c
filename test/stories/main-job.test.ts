import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { needs } from '../needs.ts'

const root = path.join(import.meta.dirname, '../..')

test('[Q72] [Q74] `npm run main-job`: a real token’s licenses move, and the application runs on, from the cloud and offline', {
  ...needs('softhsm2'),
  timeout: 180_000,
}, async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['scripts/run.mjs', 'main-job'], { cwd: root })
  expect(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).toEqual({
    result: 'partly-moved',
    moved: 3,
    kept: 2,
    certificateVerified: true,
    appBefore: 'dongle',
    appAfter: 'cloud',
    offline: true,
    refusedAfterDays: 11,
    repeat: 'already-moved',
    other: 'other-company',
    ms: expect.any(Number),
  })
})
