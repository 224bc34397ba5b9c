import { ApiError } from '@undongle/core/api/error'
import type { CompanyId, ResellerId, UserId, WaveId } from '@undongle/core/id'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '../db/pool.ts'
import { type Deps, inCompany } from '../deps.ts'
import { recordChange } from './change-store.ts'
import { invite } from './invite.ts'
import { requireWave } from './plan.ts'
import { addMembers, countNominated, insertReleases } from './store.ts'

/**
 * A reseller brings one of its customers into a wave [Q08]: the company is on its list, its dongles are released, and it is invited.
 * The same again changes nothing.
 *
 * @returns what was released now, and how many more companies the reseller may bring
 * @throws ApiError `not-found`, `wave-paused`, `nominations-used-up`
 */
export function nominate(
  deps: Deps,
  wave: WaveId,
  asked: { company: CompanyId; reseller: ResellerId; note: string; by: UserId },
): Promise<{ released: string[]; left: number }> {
  const { company, reseller, note, by } = asked
  const at = deps.now()
  return inCompany(deps, company, async (tx) => {
    const held = await requireWave(tx, wave)
    if (held.pausedAt !== null) throw new ApiError('wave-paused')
    const added = await addMembers(tx, wave, { subjects: [company], reseller, at })
    const used = await countNominated(tx, wave, reseller)
    if (added > 0 && used > held.nominations) throw new ApiError('nominations-used-up')
    const serials = await readSerials(tx, company, held.line)
    const turns = serials.map((serial) => ({ serial, at }))
    const released = await insertReleases(tx, wave, { turns, company, reseller })
    if (added > 0 || released.length > 0) {
      await invite(tx, company, { wave: held, reseller, turnAt: at, at })
      await recordChange(tx, [wave], { act: 'nominated', note: `${company}. ${note}`.trim(), by, at })
    }
    return { released, left: Math.max(0, held.nominations - used) }
  })
}

/** The dongles on which contracts put something of a line. */
async function readSerials(tx: Tx, company: CompanyId, line: string): Promise<string[]> {
  const { rows } = await sql`
    select distinct license.dongle_serial as serial from license join product on product.id = license.product
    where license.company_id = ${company} and product.line = ${line} and license.dongle_serial is not null
    order by 1`.execute(tx)
  return rows.map((row) => z.object({ serial: z.string() }).parse(row).serial)
}
