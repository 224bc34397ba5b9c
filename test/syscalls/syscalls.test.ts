import { expect, test } from 'vitest'
import { needs } from '../needs.ts'
import { harmCalls, sampleOf } from './cases.ts'
import { openBench } from './transfer.ts'

test('[Q91, Q92] the License Server or its driver killed before a lasting call, or the call failing: the transfer comes to its end', {
  ...needs('softhsm2', 'strace'),
  timeout: 900_000,
}, async () => {
  const said: string[] = []
  const bench = await openBench((line) => said.push(line))
  const { calls, faults, converged, violations } = await harmCalls(bench, sampleOf, (line) => said.push(line))
  expect(violations, said.join('\n')).toEqual([])
  expect(converged).toBe(faults)
  expect(faults).toBeGreaterThan(20)
  expect(calls).toBeGreaterThan(100)
})
