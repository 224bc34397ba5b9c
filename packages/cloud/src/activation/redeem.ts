import { type ActivationCode, readActivationCode } from '@undongle/core/activation/code'
import type { ActivationBatch } from '@undongle/core/api/activation'
import { ApiError } from '@undongle/core/api/error'
import type { CompanyId, LicenseId, LicenseServerId, UserId } from '@undongle/core/id'
import type { License } from '@undongle/core/license'
import { addDays } from '@undongle/core/time'
import { sql } from 'kysely'
import { isFrozen } from '../company/freeze-store.ts'
import { findCompanyName } from '../company/store.ts'
import type { Tx } from '../db/pool.ts'
import { type Deps, inCompany } from '../deps.ts'
import { countingGuesses } from './guesses.ts'
import { insertActivated, readActivated } from './license-store.ts'
import { hashOfCode } from './make.ts'
import { findActivation, findBatchOfCode, takeUse } from './store.ts'

export interface Redeeming {
  readonly company: CompanyId
  /** Made by whoever redeems: the same again, after a lost answer, is the same redemption. */
  readonly license: LicenseId
  readonly code: string
  readonly user: UserId
  readonly licenseServer: LicenseServerId | null
  readonly address: string
  /** Tells how many seconds to wait. */
  readonly slow: (seconds: number) => void
}

/**
 * Turns a code into a license of the company's cloud, once for each use of it, whoever asks at the same moment.
 *
 * @throws ApiError `activation-code-…`, `activation-id-reused`, `rate-limited`, `company-frozen`
 */
export async function redeem(deps: Deps, asked: Redeeming): Promise<{ license: License; redeemedAt: Date }> {
  const read = readActivationCode(asked.code)
  if (!read.ok)
    throw new ApiError('activation-code-mistyped', { fields: [{ pointer: '/code', detail: faultOf(read) }] })
  const work = (tx: Tx) => redeemIn(deps, tx, asked, read.code)
  return countingGuesses(deps, asked, () =>
    deps.ledger.watching(asked.company, () => inCompany(deps, asked.company, work, ['license_owner_pkey'])),
  )
}

function faultOf(read: Extract<ReturnType<typeof readActivationCode>, { ok: false }>): string {
  switch (read.fault) {
    case 'length':
      return 'has not 20 characters'
    case 'character':
      return `has a character that no code has, at place ${read.at}`
    case 'check':
      return 'was mistyped somewhere'
  }
}

async function redeemIn(deps: Deps, tx: Tx, asked: Redeeming, code: ActivationCode) {
  const { company, license } = asked
  const hash = hashOfCode(code)
  const batch = await findBatchOfCode(tx, hash)
  if (batch === undefined) throw new ApiError('activation-code-unknown')
  const now = deps.now()
  const taken = await isNew(tx, asked, hash, batch, now)
  if (taken.found !== undefined) return answerOf(tx, company, taken.found)
  await requireReady(tx, company)
  await insertActivated(tx, company, { license, batch, until: lastDay(batch, now), at: now })
  await sql`
    insert into activation (company_id, license_id, code_hash, batch_id, redeemed_by, license_server_id, redeemed_at)
    values (${company}, ${license}, ${hash}, ${batch.id}, ${asked.user}, ${asked.licenseServer}, ${now})`.execute(tx)
  return answerOf(tx, company, { license, at: now })
}

/** A use of the code is taken, unless this company had it already: then that is the answer. */
async function isNew(tx: Tx, { company, license }: Redeeming, hash: string, batch: ActivationBatch, now: Date) {
  const before = await findActivation(tx, company, { license, hash })
  if (before?.license === license && before.hash !== hash) throw new ApiError('activation-id-reused')
  if (before?.license === license) return { found: before }
  if (await isSold(tx, license)) throw new ApiError('activation-id-reused')
  if (batch.withdrawnAt !== null || Date.parse(batch.expiresAt) <= now.getTime())
    throw new ApiError('activation-code-expired')
  if (await takeUse(tx, hash)) return { found: undefined }
  // Whoever waited for the row now sees who was first. The company's own second try has what it wanted.
  const mine = await findActivation(tx, company, { license, hash })
  if (mine === undefined) throw new ApiError('activation-code-used')
  return { found: mine }
}

/** Whoever's license it is. */
async function isSold(tx: Tx, license: LicenseId): Promise<boolean> {
  const { rows } = await sql`select from license_owner where license_id = ${license}`.execute(tx)
  return rows.length > 0
}

async function requireReady(tx: Tx, company: CompanyId): Promise<void> {
  if (await isFrozen(tx, company)) throw new ApiError('company-frozen')
  if ((await findCompanyName(tx, company)) === undefined)
    throw new ApiError('not-found', { detail: `${company} is not known from an import yet` })
}

/** Days count from the day of redemption, which is the first. */
function lastDay({ term }: ActivationBatch, now: Date): string | null {
  switch (term.kind) {
    case 'perpetual':
      return null
    case 'until':
      return term.until
    case 'days':
      return addDays(now, term.days - 1)
        .toISOString()
        .slice(0, 10)
  }
}

async function answerOf(tx: Tx, company: CompanyId, { license, at }: { license: LicenseId; at: Date }) {
  return { license: await readActivated(tx, company, license), redeemedAt: at }
}
