import { ApiError } from '@undongle/core/api/error'
import type { reportLossBodySchema } from '@undongle/core/api/loss'
import type { CaseFacts, SupportCase } from '@undongle/core/case/case'
import { decideLoss } from '@undongle/core/case/loss'
import { type CaseId, type CompanyId, makeId } from '@undongle/core/id'
import type { License } from '@undongle/core/license'
import { toSeconds } from '@undongle/core/time'
import type { z } from 'zod'
import { findOpenCase, insertCase, repeatCase } from '../case/store.ts'
import { isFrozen } from '../company/freeze-store.ts'
import { appendLinks } from '../custody/store.ts'
import type { Tx } from '../db/pool.ts'
import { type Deps, inCompany } from '../deps.ts'
import { type HeldLine, readContractLines } from '../license/contract-lines.ts'
import { grantLicense } from '../license/grant.ts'
import { countUsable } from '../license/usable.ts'
import { insertMessage } from '../outbox/store.ts'
import { recordLoss } from './register.ts'
import { blockDongle, type LostDongle, lockLost } from './store.ts'

/** How long support has to decide before the bridge ends. */
const bridgeDays = 14

type Report = z.output<typeof reportLossBodySchema>

/**
 * A company reports its dongle as lost or broken: from here on it is refused wherever it turns up, and what was on it is bridged in the
 * account until support has decided [Q98]. One transaction; the same again adds to the open case.
 *
 * @throws ApiError `dongle-not-yours`, `company-frozen`
 */
export async function reportLoss(deps: Deps, company: CompanyId, id: CaseId, report: Report): Promise<SupportCase> {
  const work = async (tx: Tx): Promise<SupportCase> => {
    const at = deps.now()
    const { serial } = report
    const lost = await lockLost(tx, serial)
    const held = await readContractLines(tx, company, { serial, ids: [] })
    requireOwn(company, lost, held)
    const subject = `lost:${serial}`
    const known = await findOpenCase(tx, company, subject)
    if (known !== undefined) {
      await repeatCase(tx, company, known.id, { severity: known.severity, at })
      return { ...known, attempts: known.attempts + 1, lastAt: at }
    }
    if (await isFrozen(tx, company)) throw new ApiError('company-frozen', { detail: company })
    const onDongle = held.filter(({ place }) => place === `dongle:${serial}`)
    const licenses = onDongle.map(({ license }) => license)
    const usable = await countUsable(tx, company, { lines: licenses.map(({ line }) => line), now: at })
    const decision = decideLoss({ onDongle: licenses, bridged: lost.bridged, usable, bridgeDays, now: at })
    const bridge = await bridgeLicenses(deps, tx, company, decision.bridge, at)
    await blockDongle(tx, serial, { bridged: bridge.length > 0, at })
    const { severity } = decision
    const opened = caseOf({ id, company, subject, severity, report, lost, onDongle, bridge, at })
    await insertCase(tx, opened)
    const facts = { case: id, serial, what: report.what }
    await insertMessage(tx, company, { id, kind: 'dongle-blocked', facts, at })
    return opened
  }
  const run = () => inCompany(deps, company, work, ['support_case_subject'])
  const opened = await deps.ledger.watching(company, run)
  await recordLoss(deps, report.serial)
  return opened
}

/** Whoever has a license on it, unless the vendor gave the dongle itself to another company. */
function requireOwn(
  company: CompanyId,
  lost: LostDongle | undefined,
  held: readonly HeldLine[],
): asserts lost is LostDongle {
  const assigned = lost?.company ?? null
  const isOwn = assigned === company || (assigned === null && held.length > 0)
  if (lost === undefined || !isOwn) throw new ApiError('dongle-not-yours')
}

async function bridgeLicenses(
  { random }: Deps,
  tx: Tx,
  company: CompanyId,
  wanted: readonly { like: License; until: string }[],
  at: Date,
): Promise<CaseFacts['bridge']> {
  const granted = wanted.map(({ like, until }) => ({ id: makeId('license', at, random), like, until }))
  await Promise.all(granted.map((bridge) => grantLicense(tx, company, bridge)))
  const link = { sequence: 1, debit: 'vendor', credit: `company:${company}`, at: toSeconds(at), transfer: null }
  await appendLinks(tx, company, new Map(granted.map(({ id }) => [id, link])))
  return granted.map(({ id, like, until }) => ({ license: id, product: like.product, until }))
}

function caseOf(from: {
  id: CaseId
  company: CompanyId
  subject: string
  severity: SupportCase['severity']
  report: Report
  lost: LostDongle
  onDongle: readonly HeldLine[]
  bridge: CaseFacts['bridge']
  at: Date
}): SupportCase {
  const { id, company, subject, severity, report, lost, onDongle, bridge, at } = from
  return {
    id,
    company,
    subject,
    topic: 'lost-dongle',
    severity,
    line: onDongle[0]?.license.line ?? null,
    transfer: null,
    facts: {
      result: null,
      shown: null,
      dongle: { key: lost.key, serial: report.serial, grade: null },
      licenses: onDongle.map(({ license }) => ({ license, reason: null })),
      contracts: [...new Set(onDongle.map(({ contract }) => contract))],
      policy: null,
      contact: null,
      bridge,
      words: `${report.what}: ${report.words}`,
    },
    attempts: 1,
    openedAt: at,
    lastAt: at,
    decided: undefined,
  }
}
