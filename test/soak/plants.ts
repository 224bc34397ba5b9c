import type { Client } from 'pg'
import { type Facts, readFacts } from './facts.ts'
import { type Acknowledged, findViolations, type Sold } from './violations.ts'

// A checker that finds nothing proves nothing before it has been seen to find something: each of these is done to the very
// database it has just found in order, by its superuser, and undone again.

const someMove = `(select transfer_id from custody where transfer_id is not null order by transfer_id limit 1)`
const someLink = `transfer_id = ${someMove} and license_id = (select min(license_id) from custody where transfer_id = ${someMove})`

export const plants: Readonly<Record<string, string>> = {
  'a custody row doubled': `insert into custody (company_id, license_id, sequence, debit, credit, at, transfer_id)
    select company_id, license_id, sequence + 1, debit, credit, at, transfer_id from custody where ${someLink}`,
  'a license put back on its dongle': `delete from custody where ${someLink}`,
  'a license in another company’s cloud': `update custody set credit = 'company:' || 'com_' || repeat('0', 26) where ${someLink}`,
  'a license that changed its owner': `update license set company_id = 'com_' || repeat('0', 26)
    where id in (select license_id from custody where ${someLink})`,
  'an acknowledged certificate lost': `delete from certificate where transfer_id = ${someMove}`,
  'an acknowledged transfer lost whole': `with links as (delete from custody where transfer_id = ${someMove}),
    certificates as (delete from certificate where transfer_id = ${someMove})
    delete from transfer where id = ${someMove}`,
}

const someDrain = `claims like '%"possession":%' and claims like '%"until":null%'`

const drainPattern = /"moved":\[\{.*"possession":.*"until":null/s

/** For where a drain has ended for good: the permits that it waited for were never given back. */
const permitPlant = `insert into permit (company_id, dongle, license_server_id, number, serial, licenses, issued_at,
    expires_at, kid, claims)
  select company_id, repeat('d', 43), 'ls_' || repeat('0', 26), 1, 'd', array[claims::jsonb #>> '{moved,0,license,id}'], now(),
    now() + interval '1 day', 'k', '{}' from certificate where ${someDrain} and claims::jsonb #> '{moved,0}' is not null limit 1`

/** @returns the plants that were not seen, by name */
export async function unseenPlants(
  client: Pick<Client, 'query'>,
  sold: readonly Sold[],
  acknowledged: readonly Acknowledged[],
): Promise<string[]> {
  const clean = await readFacts(client)
  if (!clean.custody.some(({ transfer }) => transfer !== null)) return []
  const isSeen = (facts: Facts, dongles = sold) =>
    findViolations(facts, dongles, acknowledged).length > findViolations(clean, sold, acknowledged).length
  const unseen = isSeen(
    clean,
    sold.map((dongle) => ({ ...dongle, away: dongle.away && [] })),
  )
    ? []
    : ['an old state put back on a dongle']
  const isDrained = clean.certificates.some(({ claims }) => drainPattern.test(claims))
  const planted = isDrained ? { ...plants, 'a permit for what a drain has moved': permitPlant } : plants
  for (const [name, statement] of Object.entries(planted)) {
    await client.query('begin')
    await plant(client, statement)
    if (!isSeen(await readFacts(client))) unseen.push(name)
    await client.query('rollback')
  }
  return unseen
}

/** Past every constraint and trigger, as a bug or a hand could be. */
async function plant(client: Pick<Client, 'query'>, statement: string): Promise<void> {
  await client.query('set local session_replication_role = replica')
  await client.query(statement)
}
