import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { dayMs, hourMs, minuteMs } from '@undongle/core/time'
import { beforeAll, describe, expect, test } from 'vitest'
import { needs } from '../needs.ts'
import type { Outcome } from './matrix.child.ts'

// Nine jumps of the wall clock, on a machine that runs, was off or was asleep, with a young, a middle-aged and an old lease: 81 cases, each for
// the SDK and for the License Server's lease clock. The wall clock is a real process's, set by libfaketime; boot and sleep are given to it.

const toleranceMs = 5 * minuteMs
const termMs = 10 * dayMs

describe('the clock matrix', needs('faketime'), () => {
  let outcomes: Outcome[] = []
  beforeAll(async () => {
    outcomes = await runMatrix()
  }, 180_000)

  const all = (check: (outcome: Outcome) => boolean) => outcomes.filter((outcome) => !check(outcome))

  test('holds 81 cases for each of the two', () => {
    expect(outcomes).toHaveLength(2 * 81)
  })

  test('[Q74] no lease outlives ten days by more than five minutes, unless the clock was set back while the machine was off', () => {
    expect(
      all(({ how, jumpMs, lastServedMs }) => (how === 'stopped' && jumpMs < 0) || lastServedMs <= termMs + toleranceMs),
    ).toEqual([])
  })

  // How long a machine was off only its wall clock tells: what PROTOCOL calls an honest limit.
  test('set back while it was off, at most by as much as it was set back', () => {
    const back = outcomes.filter(({ how, jumpMs }) => how === 'stopped' && jumpMs < 0)
    expect(back.filter(({ jumpMs, lastServedMs }) => lastServedMs > termMs - jumpMs + toleranceMs)).toEqual([])
  })

  test('[Q74] a clock that is right, or wrong by minutes, serves to the end', () => {
    expect(all(({ jumpMs, served }) => Math.abs(jumpMs) > toleranceMs || served)).toEqual([])
    expect(all(({ jumpMs, lastServedMs }) => jumpMs !== 0 || lastServedMs > termMs - 25 * hourMs)).toEqual([])
  })

  test('set back by days it is refused, where the machine can know', () => {
    expect(all(({ jumpMs, how, served }) => jumpMs > -2 * dayMs || how === 'stopped' || !served)).toEqual([])
    expect(all(({ jumpMs, served }) => jumpMs !== -30 * dayMs || !served)).toEqual([])
  })

  test('put right again, every lease that is not over is served again', () => {
    // A clock ahead by less than a day is believed: past the end of a lease it may have ended it, until the next contact.
    const mayHaveEnded = ({ jumpMs, ageDays }: Outcome) => jumpMs <= dayMs && ageDays * dayMs + jumpMs >= termMs
    expect(all((outcome) => outcome.servedWhenRight || mayHaveEnded(outcome))).toEqual([])
  })
})

async function runMatrix(): Promise<Outcome[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'undongle-faketime-'))
  try {
    const offsetFile = path.join(folder, 'offset')
    const child = path.join(import.meta.dirname, 'matrix.child.ts')
    const env = {
      ...process.env,
      LD_PRELOAD: libfaketime(),
      FAKETIME_TIMESTAMP_FILE: offsetFile,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      TZ: 'UTC',
    }
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', child, offsetFile], {
      env,
      maxBuffer: 16 * 1024 * 1024,
    })
    return JSON.parse(stdout)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Debian puts it into a folder named after the machine. */
function libfaketime(): string {
  const place = readdirSync('/usr/lib').find((name) => name.endsWith('-linux-gnu')) ?? ''
  return `/usr/lib/${place}/faketime/libfaketimeMT.so.1`
}
