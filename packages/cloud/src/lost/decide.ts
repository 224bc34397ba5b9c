import { assert } from '@undongle/core/assert'
import type { DecidedCase, SupportCase } from '@undongle/core/case/case'
import { fromSeconds } from '@undongle/core/time'
import { sql } from 'kysely'
import { endWithDay } from '../case/grant-real.ts'
import { insertCertificate } from '../certificate/store.ts'
import { findCompanyName } from '../company/store.ts'
import { appendLinks, readChains } from '../custody/store.ts'
import type { Tx } from '../db/pool.ts'
import type { Deps } from '../deps.ts'
import { readContractLines } from '../license/contract-lines.ts'
import { readLines } from '../line/store.ts'
import { movedMessages } from '../moved/tell.ts'
import { insertMessage } from '../outbox/store.ts'
import { lockClaim, writeClaim } from '../transfer/claim-store.ts'
import { transferIn } from '../transfer/learned.ts'
import { insertTransfer } from '../transfer/store.ts'
import { certifyReplaced } from './certify-replaced.ts'
import { findLost, lockLost, unblockDongle } from './store.ts'

/**
 * The dongle is gone: whatever custody still has on it goes into the company's account, with a certificate for each line, and it stays
 * blocked. What it gave away before, by a receipt that came meanwhile, is left where it is.
 */
export async function replaceDongle(deps: Deps, tx: Tx, known: SupportCase, decided: DecidedCase): Promise<void> {
  const { company } = known
  const serial = serialOf(known)
  const key = (await findLost(tx, serial))?.key ?? null
  const claim = await lockClaim(tx, neverSeen(serial, key))
  await lockLost(tx, serial)
  const name = await findCompanyName(tx, company)
  assert(name !== undefined, 'a company with a case has a row')
  const held = await readContractLines(tx, company, { serial, ids: [] })
  const here = held.filter(({ place }) => place === `dongle:${serial}`).map(({ license }) => license)
  const ids = here.map(({ id }) => id)
  const chains = await readChains(tx, company, ids)
  const replacing = { company: { id: company, name }, known, dongle: { serial, key }, decided }
  let { pinned } = claim
  for (const { id, policy } of await readLines(tx)) {
    const licenses = here.filter(({ line }) => line === id)
    if (licenses.length === 0) continue
    const certified = certifyReplaced(deps, replacing, { id, policy, licenses, chains })
    await credit(tx, certified)
    pinned ??= { company, certificate: certified.certificate.claims.jti }
  }
  await writeClaim(tx, { ...neverSeen(serial, key), ...claim }, { ...claim, pinned })
  await endBridge(tx, known, decided.at)
}

/** How a dongle is known of which no state was ever read. */
const neverSeen = (serial: string, key: string | null) => ({
  dongle: key ?? `serial:${serial}`,
  serial,
  generation: 1,
  stateHash: key === null ? '' : 'known by certificate only',
})

async function credit(tx: Tx, { certificate, links }: ReturnType<typeof certifyReplaced>): Promise<void> {
  const { claims } = certificate
  const company = claims.company.id
  await appendLinks(tx, company, links)
  await insertTransfer(tx, transferIn(claims))
  await insertCertificate(tx, certificate)
  for (const told of movedMessages(claims, null, fromSeconds(claims.iat))) await insertMessage(tx, company, told)
}

/**
 * It is there again, or was never gone: it is served again, and the bridge ends with the day. One whose licenses support has replaced stays
 * blocked for ever, however often it is reported.
 */
export async function giveBackDongle(tx: Tx, known: SupportCase, at: Date): Promise<void> {
  if (!(await wasReplaced(tx, known))) await unblockDongle(tx, serialOf(known), at)
  await endBridge(tx, known, at)
}

async function wasReplaced(tx: Tx, { company, subject }: SupportCase): Promise<boolean> {
  const { rows } = await sql`
    select 1 from support_case
    where company_id = ${company} and subject = ${subject} and decision ->> 'decision' = 'replaced' limit 1`.execute(tx)
  return rows.length > 0
}

const endBridge = (tx: Tx, { company, facts }: SupportCase, at: Date): Promise<void> =>
  endWithDay(
    tx,
    company,
    facts.bridge.map(({ license }) => license),
    at,
  )

function serialOf({ facts }: SupportCase): string {
  assert(facts.dongle !== null, 'a lost dongle has a serial')
  return facts.dongle.serial
}
