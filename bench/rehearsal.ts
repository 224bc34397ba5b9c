import { performance } from 'node:perf_hooks'
import { presets } from '@undongle/core/policy/presets'
import { acrossCompanies } from '../packages/cloud/src/db/across-companies.ts'
import { readAllProducts } from '../packages/cloud/src/line/store.ts'
import { readBaseRows } from '../packages/cloud/src/rehearsal/base-rows.ts'
import { rehearse } from '../packages/cloud/src/rehearsal/rehearse.ts'
import { type Base, openBase } from './rehearsal/base.ts'

const rounds = 3

/**
 * A policy over a whole base of a million dongles, or as many as are named behind it. The baseline fetches the same rows from the same
 * query and looks at none; both in turns. Memory is this whole process's, its database is another one.
 */
export async function run(): Promise<object> {
  const dongles = Number(process.argv[3] ?? 1_000_000)
  const base = await openBase(dongles)
  try {
    const readMs: number[] = []
    const rehearseMs: number[] = []
    let stops = 0
    for (let round = 0; round < rounds; round++) {
      readMs.push(await timed(() => readOnly(base)))
      const once = async () => {
        stops = await rehearseOnce(base, dongles)
      }
      rehearseMs.push(await timed(once))
    }
    const quickestMs = Math.min(...rehearseMs)
    return {
      perSecond: Math.round((dongles / quickestMs) * 1000),
      ratio: Math.round((100 * quickestMs) / Math.min(...readMs)) / 100,
      peakMb: Math.round(process.resourceUsage().maxRSS / 1024),
      dongles,
      stops,
    }
  } finally {
    await base.close()
  }
}

async function readOnly(base: Base): Promise<void> {
  await acrossCompanies(base, 'rehearsal', async (tx) => {
    for await (const rows of readBaseRows(tx)) base.rowsRead += rows.length
  })
}

async function rehearseOnce(base: Base, expected: number): Promise<number> {
  const products = await readAllProducts(base.db)
  const rehearsal = { line: 'clinic', policy: presets.clinic, products, now: new Date('2026-03-01T00:00:00Z') }
  const totals = await rehearse(base, rehearsal, () => undefined)
  if (totals.dongles !== expected) throw new Error(`${totals.dongles} of ${expected} dongles were rehearsed`)
  return totals.stops
}

async function timed(act: () => Promise<void>): Promise<number> {
  const startedMs = performance.now()
  await act()
  return performance.now() - startedMs
}
