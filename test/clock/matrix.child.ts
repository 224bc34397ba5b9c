import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { dayMs, hourMs, minuteMs } from '@undongle/core/time'
import { type Boot, licenseServer, type Subject, sdk } from './subjects.ts'

// Runs under libfaketime, which reads the wall clock's offset from a file at each call: the clock jumps while this process lives.
// `node --import tsx matrix.child.ts OFFSET-FILE` prints what came of all 81 cases, for the SDK and for the License Server.

const [offsetFile = ''] = process.argv.slice(2)
const trueStart = new Date('2026-03-01T12:00:00.000Z')
const stepMs = dayMs
const longestMs = 13 * dayMs

export interface Outcome {
  readonly subject: string
  readonly jumpMs: number
  readonly how: 'running' | 'stopped' | 'suspended'
  readonly ageDays: number
  /** Whether it was served just after the jump. */
  readonly served: boolean
  /** The last true time after the contact at which it was served, the clock never put right. */
  readonly lastServedMs: number
  /** Whether it was served once the clock was put right, an hour later. */
  readonly servedWhenRight: boolean
}

const jumpsMs = [
  -30 * dayMs,
  -2 * dayMs,
  -23 * hourMs,
  -4 * minuteMs,
  0,
  4 * minuteMs,
  23 * hourMs,
  2 * dayMs,
  40 * dayMs,
]
/** Nothing here has to outlive a power cut, and an fsync on a disk would cost more than all the rest. */
const inMemory = existsSync('/dev/shm') ? '/dev/shm' : undefined
const folder = mkdtempSync(path.join(inMemory ?? tmpdir(), 'undongle-matrix-'))
try {
  const outcomes: Outcome[] = []
  for (const jumpMs of jumpsMs) {
    for (const how of ['running', 'stopped', 'suspended'] as const) {
      for (const ageDays of [0.5, 5, 9.9]) {
        for (const subject of ['sdk', 'license-server']) {
          const [lasting, mended] = [
            await runOn(subject, jumpMs, how, ageDays, 'wrong'),
            await runOn(subject, jumpMs, how, ageDays, 'right'),
          ]
          outcomes.push({ subject, jumpMs, how, ageDays, ...lasting, servedWhenRight: mended.served })
        }
      }
    }
  }
  console.log(JSON.stringify(outcomes))
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** One machine: contact, some days, a jump, and what follows. */
async function runOn(name: string, jumpMs: number, how: Outcome['how'], ageDays: number, then: 'wrong' | 'right') {
  const boot: Boot = { bootId: 'first', bootMs: hourMs }
  const place = mkdtempSync(path.join(folder, 'machine-'))
  const subject: Subject = name === 'sdk' ? sdk(boot) : licenseServer(boot, place)
  setWall(0)
  await subject.contact(trueStart)
  // While it runs it is asked now and then; stopped or suspended nobody looks at the clock until it is back.
  let passedMs = 0
  const pass = (ms: number) => {
    passedMs += ms
    boot.bootMs += ms
  }
  const ageMs = ageDays * dayMs
  if (how === 'running') {
    for (; passedMs + stepMs < ageMs; ) {
      pass(stepMs)
      setWall(passedMs)
      await subject.isServed()
    }
  }
  pass(ageMs - passedMs)
  if (how === 'stopped') Object.assign(boot, { bootId: 'second', bootMs: minuteMs })
  setWall(passedMs + jumpMs)
  const served = await subject.isServed()
  if (then === 'right') {
    pass(minuteMs)
    setWall(passedMs)
    return { served: await subject.isServed(), lastServedMs: 0 }
  }
  let lastServedMs = served ? passedMs : 0
  while (passedMs < longestMs) {
    pass(10 * dayMs - passedMs > 0 && 10 * dayMs - passedMs < stepMs ? 10 * dayMs - passedMs + 6 * minuteMs : stepMs)
    setWall(passedMs + jumpMs)
    if (await subject.isServed()) lastServedMs = passedMs
  }
  return { served, lastServedMs }
}

/** Sets this process's wall clock, by libfaketime, to so long after the contact. */
function setWall(afterContactMs: number): void {
  const wall = new Date(trueStart.getTime() + afterContactMs)
  writeFileSync(offsetFile, `${wall.toISOString().replace('T', ' ').slice(0, 19)}\n`)
}
