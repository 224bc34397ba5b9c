import { ApiError } from '@undongle/core/api/error'
import type { FunnelRow, funnelBy } from '@undongle/core/api/wave'
import type { ResellerId } from '@undongle/core/id'
import { type Rehearsal, rehearseDongle } from '@undongle/core/rehearsal/rehearse'
import { openingsFor } from '@undongle/core/wave/wave'
import { acrossCompanies } from '../db/across-companies.ts'
import type { Tx } from '../db/pool.ts'
import type { Deps } from '../deps.ts'
import { readAllProducts, readLines } from '../line/store.ts'
import { readBaseBatches } from '../rehearsal/batches.ts'
import type { BaseDongle } from '../rehearsal/read-base.ts'
import { countInvited, countResults } from './funnel-store.ts'

export interface AskedFunnel {
  readonly line: string
  readonly by: (typeof funnelBy)[number]
  /** Only its customers. */
  readonly reseller: ResellerId | undefined
}

/**
 * How many dongles came how far [Q95]. What is known and eligible is decided by the code that plans in earnest, dongle by dongle;
 * the rest is counted by the database. All of it is as of one moment.
 *
 * @throws ApiError `not-found` without such a line
 */
export async function readFunnel(deps: Deps, asked: AskedFunnel): Promise<FunnelRow[]> {
  const line = (await readLines(deps.db)).find(({ id }) => id === asked.line)
  if (line === undefined) throw new ApiError('not-found', { detail: `line ${asked.line}` })
  const products = await readAllProducts(deps.db)
  const rehearsal: Rehearsal = { line: line.id, policy: line.policy, products, now: deps.now() }
  return acrossCompanies(deps, 'wave.funnel', async (tx) => {
    const rows = new Rows(asked.by !== 'day')
    if (asked.by !== 'day') await countKnown(tx, rows, asked, rehearsal)
    for (const { key, count } of await countInvited(tx, asked)) rows.at(key).invited += count
    for (const { key, moved, failed } of await countResults(tx, asked)) {
      rows.at(key).moved += moved
      rows.at(key).failed += failed
    }
    return rows.sorted()
  })
}

async function countKnown(tx: Tx, rows: Rows, asked: AskedFunnel, rehearsal: Rehearsal): Promise<void> {
  for await (const { companies, waves } of readBaseBatches(tx, rehearsal.products)) {
    for (const { attributes, dongles } of companies) {
      for (const dongle of dongles) {
        const first = dongle.lines.find(({ license }) => license.line === asked.line)
        if (first === undefined) continue
        if (asked.reseller !== undefined && first.reseller !== asked.reseller) continue
        const keys = {
          line: () => asked.line,
          reseller: () => first.reseller,
          wave: () => waveOf(dongle, attributes, waves, asked.line),
        }
        const row = rows.at(asked.by === 'day' ? null : keys[asked.by]())
        row.known = (row.known ?? 0) + 1
        if (isEligible(rehearsal, dongle)) row.eligible = (row.eligible ?? 0) + 1
      }
    }
  }
}

/** Something of the line moves, or has moved already. */
function isEligible(rehearsal: Rehearsal, dongle: BaseDongle): boolean {
  if (dongle.lines.some(({ license, place }) => license.line === rehearsal.line && place.startsWith('company:')))
    return true
  const { outcome } = rehearseDongle(rehearsal, dongle)
  return outcome === 'all-moved' || outcome === 'partly-moved'
}

function waveOf(
  { serial, company, lines }: BaseDongle,
  attributes: Readonly<Record<string, string>>,
  waves: Parameters<typeof openingsFor>[0],
  line: string,
): string | null {
  const licenses = lines.map(({ license, kind, reseller }) => ({ ...license, kind, reseller }))
  return openingsFor(waves, { serial, company, attributes, licenses }).get(line)?.wave ?? null
}

type Counted = { -readonly [Key in keyof FunnelRow]: FunnelRow[Key] }

/** Rows by key, made when they are first counted. */
class Rows {
  readonly #rows = new Map<string | null, Counted>()
  readonly #known: 0 | null

  constructor(countsKnown: boolean) {
    this.#known = countsKnown ? 0 : null
  }

  at(key: string | null): Counted {
    const known = this.#rows.get(key)
    if (known !== undefined) return known
    const row = { key, known: this.#known, eligible: this.#known, invited: 0, moved: 0, failed: 0 }
    this.#rows.set(key, row)
    return row
  }

  sorted(): FunnelRow[] {
    return [...this.#rows.values()].toSorted((a, b) => ((a.key ?? '') < (b.key ?? '') ? -1 : 1))
  }
}
