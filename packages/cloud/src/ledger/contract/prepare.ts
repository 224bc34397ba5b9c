import { type LedgerWorld, turnLine, worldLines, worldProducts } from './world.ts'

/** As a test database runs it: past row-level security. */
type Query = (text: string, values: readonly unknown[]) => Promise<unknown>

/** What all worlds share. */
export async function insertCatalog(query: Query): Promise<void> {
  for (const { id, name, policy, waveOpensAt } of worldLines) {
    await query('insert into product_line (id, name) values ($1, $2)', [id, name])
    if (waveOpensAt !== undefined)
      await query(
        `insert into wave (id, line, name, cohort, opens_at, step_by_step, nominations, counts_since)
         values ('wav_0' || substr(md5($1), 1, 25), $1, 'everyone', '{"kind":"everyone"}', $2, $3, 0, 'epoch')`,
        [id, waveOpensAt, id === turnLine],
      )
    await query(
      `insert into policy_version (line, version, policy, published_at, published_by)
       values ($1, $2, $3, 'epoch', 'import')`,
      [id, policy.version, JSON.stringify(policy)],
    )
  }
  for (const { id, line, name, key, metered, onlineOnly, binding } of worldProducts)
    await query(
      'insert into product (id, line, name, key, metered, online_only, bound_to, move_days) values ($1, $2, $3, $4, $5, $6, $7, $8)',
      [id, line, name, key, metered, onlineOnly, binding?.to, binding?.moveDays],
    )
}

/** What an import leaves behind for each of many worlds, a statement a table. */
export async function insertWorlds(query: Query, worlds: readonly LedgerWorld[]): Promise<void> {
  const sold = worlds.map((world) => world.sold)
  const companies = sold.flatMap((each) => each.companies)
  const ids = companies.map(({ id }) => id)
  await query('insert into company (company_id, name) select * from unnest($1::text[], $2::text[])', [
    ids,
    companies.map(({ name }) => name),
  ])
  await query(
    `insert into contract (company_id, number, kind, registered, reseller_confirmed)
     select company, number, 'commercial', true, number = 'C-confirmed'
     from unnest($1::text[]) as company, unnest(array['C-1', 'C-confirmed']) as number`,
    [ids],
  )
  const dongles = sold.flatMap((each) => each.dongles)
  await query(
    `insert into dongle_assignment (serial, company_id, key_thumbprint, enabled)
     select * from unnest($1::text[], $2::text[], $3::text[], $4::boolean[])`,
    [
      dongles.map(({ serial }) => serial),
      dongles.map(({ company }) => company),
      dongles.map(({ key }) => key),
      dongles.map(({ enabled }) => enabled),
    ],
  )
  const turns = sold.flatMap((each) => each.turns ?? [])
  await query(
    `insert into wave_release (serial, wave_id, company_id, released_at)
     select serial, 'wav_0' || substr(md5(line), 1, 25), '', released_at
     from unnest($1::text[], $2::text[], $3::timestamptz[]) as turn (serial, line, released_at)`,
    [turns.map(({ serial }) => serial), turns.map(({ line }) => line), turns.map(({ at }) => at)],
  )
  await insertLicenses(
    query,
    sold.flatMap(({ licenses, at }) => licenses.map((license) => ({ ...license, at }))),
  )
}

async function insertLicenses(
  query: Query,
  licenses: readonly (LedgerWorld['sold']['licenses'][number] & { at: number })[],
): Promise<void> {
  const owners = [licenses.map(({ id }) => id), licenses.map(({ company }) => company)]
  await query(`insert into license_owner (license_id, company_id) select * from unnest($1::text[], $2::text[])`, owners)
  await query(
    `insert into license (id, company_id, contract_number, product, generation, quantity, term_until, dongle_serial,
       price_reference, renewal_reference)
     select *, '', '' from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::int[], $7::date[],
       $8::text[])`,
    [
      ...owners,
      licenses.map(({ contract }) => contract?.number),
      licenses.map(({ product }) => product),
      licenses.map(({ generation }) => generation),
      licenses.map(({ quantity }) => quantity),
      licenses.map(({ until }) => until),
      licenses.map(({ dongle }) => dongle),
    ],
  )
  await query(
    `insert into custody (license_id, company_id, sequence, debit, credit, at)
     select license, company, 1, 'vendor', credit, at
     from unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[]) as link (license, company, credit, at)`,
    [
      ...owners,
      licenses.map(({ company, dongle }) => (dongle === null ? `company:${company}` : `dongle:${dongle}`)),
      licenses.map(({ at }) => new Date(at * 1000)),
    ],
  )
}
