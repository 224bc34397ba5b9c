import { spawn } from 'node:child_process'
import path from 'node:path'
import { expect, test } from 'vitest'
import { needs } from '../needs.ts'

const root = path.join(import.meta.dirname, '../..')

test('[Q91, Q92] a minute of kills, stopped databases, full disks and pulled dongles: each license is in one place, with its owner', {
  ...needs('softhsm2'),
  timeout: 900_000,
}, async () => {
  const { code, printed } = await runSoak('--minutes', '1', '--seed', '20261')
  const figures = JSON.parse(printed.trim().split('\n').at(-1) ?? '')
  expect({ code, figures }, printed).toMatchObject({ code: 0, figures: { violations: 0 } })
  expect(figures.kills).toBeGreaterThan(10)
  expect(figures.transfers).toBeGreaterThan(0)
})

function runSoak(...args: string[]): Promise<{ code: number | null; printed: string }> {
  const child = spawn(process.execPath, [path.join(root, 'scripts/run.mjs'), 'soak', ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let printed = ''
  child.stdout.on('data', (chunk) => {
    printed += chunk
  })
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, printed })))
}
