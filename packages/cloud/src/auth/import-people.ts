import type { CompanyRole } from '@undongle/core/api/sign-in'
import { base64url, utf8 } from '@undongle/core/encoding'
import { hashBytes } from '@undongle/core/hash'
import { type CompanyId, idSchema, makeId, type ResellerId } from '@undongle/core/id'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '../db/pool.ts'
import { transaction } from '../db/transaction.ts'
import type { PeopleDeps } from './people.ts'
import { fraction } from './random.ts'
import { storedRole } from './roles.ts'
import { setUpLinkEnd, setUpLinkUrl } from './set-up-link.ts'

interface ImportedCompany {
  readonly id: CompanyId
  readonly name: string
  readonly people: readonly { readonly email: string; readonly name: string; readonly role: CompanyRole }[]
}

interface ImportedReseller {
  readonly id: ResellerId
  readonly people: readonly { readonly email: string; readonly name: string }[]
}

interface ImportedPeople {
  readonly companies: readonly ImportedCompany[]
  readonly resellers: readonly ImportedReseller[]
}

/** Makes companies, people, memberships and who works for a reseller known to sign-in. */
export type ImportPeople = (file: ImportedPeople) => Promise<{
  readonly added: number
  /** For each person without a password the link that sets it; shown once, only its hash is kept. */
  readonly setUpLinks: { email: string; link: string }[]
}>

export const peopleImporter =
  (deps: PeopleDeps & { readonly publicUrl: string }): ImportPeople =>
  (file) =>
    transaction(deps.db, (tx) => importPeople(deps, tx, file), { random: fraction(deps.random) })

async function importPeople(
  deps: PeopleDeps & { readonly publicUrl: string },
  tx: Tx,
  { companies, resellers }: ImportedPeople,
): ReturnType<ImportPeople> {
  const at = deps.now()
  await writeOrganizations(tx, companies, at)
  const people = [...companies, ...resellers].flatMap((named) => [...named.people])
  const names = new Map(people.map(({ email, name }) => [email, name] as const))
  if (names.size === 0) return { added: 0, setUpLinks: [] }
  const added = await insertUsers(deps, tx, names, at)
  await writeMembers(tx, companies, at)
  await writeResellerPeople(tx, resellers, at)
  return { added: added.length, setUpLinks: await insertLinks(deps, tx, await findWaiting(tx, [...names.keys()]), at) }
}

async function writeOrganizations(tx: Tx, companies: readonly ImportedCompany[], at: Date): Promise<void> {
  await sql`
    insert into auth."organization" as known ("id", "name", "slug", "createdAt")
    select id, name, id, ${at} from unnest(
      ${companies.map(({ id }) => id)}::text[], ${companies.map(({ name }) => name)}::text[]) as given (id, name)
    on conflict ("id") do update set "name" = excluded."name" where known."name" <> excluded."name"`.execute(tx)
}

/** Only those nobody knows yet: a person's name is theirs once they are here. */
async function insertUsers(
  { random }: PeopleDeps,
  tx: Tx,
  names: ReadonlyMap<string, string>,
  at: Date,
): Promise<z.output<typeof userRow>[]> {
  const emails = [...names.keys()]
  const { rows } = await sql`
    insert into auth."user" ("id", "email", "name", "emailVerified", "createdAt", "updatedAt")
    select id, email, name, true, ${at}, ${at} from unnest(
      ${emails.map(() => makeId('user', at, random))}::text[], ${emails}::text[], ${[...names.values()]}::text[]
    ) as given (id, email, name)
    on conflict ("email") do nothing
    returning "id" as id, "email" as email`.execute(tx)
  return rows.map((row) => userRow.parse(row))
}

async function writeMembers(tx: Tx, companies: readonly ImportedCompany[], at: Date): Promise<void> {
  const members = companies.flatMap(({ id, people }) => people.map(({ email, role }) => ({ company: id, email, role })))
  await sql`
    insert into auth."member" as known ("id", "organizationId", "userId", "role", "createdAt")
    select distinct on (given.company, person."id")
      given.company || '.' || person."id", given.company, person."id", given.role, ${at}
    from unnest(${members.map(({ company }) => company)}::text[], ${members.map(({ email }) => email)}::text[],
      ${members.map(({ role }) => storedRole(role))}::text[]) as given (company, email, role)
    join auth."user" person on person."email" = given.email
    on conflict ("id") do update set "role" = excluded."role" where known."role" <> excluded."role"`.execute(tx)
}

/** A person works for one reseller: the one that was named last. */
async function writeResellerPeople(tx: Tx, resellers: readonly ImportedReseller[], at: Date): Promise<void> {
  const people = new Map(resellers.flatMap(({ id, people }) => people.map(({ email }) => [email, id] as const)))
  await sql`
    update auth."user" person set "resellerId" = given.reseller, "updatedAt" = ${at}
    from unnest(${[...people.keys()]}::text[], ${[...people.values()]}::text[]) as given (email, reseller)
    where person."email" = given.email and person."resellerId" is distinct from given.reseller`.execute(tx)
}

/** New people, and those whose link was lost or ran out: whoever has no password yet gets one more. */
async function findWaiting(tx: Tx, emails: readonly string[]): Promise<z.output<typeof userRow>[]> {
  const { rows } = await sql`
    select "id" as id, "email" as email from auth."user" person
    where "email" = any(${emails}::text[]) and not exists (
      select 1 from auth."account" where "userId" = person."id" and "providerId" = 'credential')
    order by "email"`.execute(tx)
  return rows.map((row) => userRow.parse(row))
}

async function insertLinks(
  { random, publicUrl }: PeopleDeps & { readonly publicUrl: string },
  tx: Tx,
  people: readonly z.output<typeof userRow>[],
  at: Date,
) {
  const links = people.map(({ id, email }) => ({ id, email, token: base64url(random(32)) }))
  await sql`
    insert into auth.set_up_link (token_hash, user_id, created_at, expires_at)
    select token_hash, user_id, ${at}, ${setUpLinkEnd(at)} from unnest(
      ${links.map(({ token }) => hashBytes(utf8(token)))}::text[], ${links.map(({ id }) => id)}::text[]
    ) as given (token_hash, user_id)`.execute(tx)
  return links.map(({ email, token }) => ({ email, link: setUpLinkUrl(publicUrl, token) }))
}

const userRow = z.object({ id: idSchema('user'), email: z.string() })
