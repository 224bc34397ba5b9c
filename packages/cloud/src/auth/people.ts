import { companyRoleSchema, type Membership, type VendorRole } from '@undongle/core/api/sign-in'
import { type CompanyId, idSchema, makeId, type ResellerId, type UserId } from '@undongle/core/id'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Db } from '../db/pool.ts'
import { companyRole, storedRole } from './roles.ts'

// People, companies and who belongs where, in Better Auth's own tables: its organization is our company, under our id.

export interface PeopleDeps {
  readonly db: Db
  readonly now: () => Date
  readonly random: (sizeBytes: number) => Uint8Array
}

/** Makes a person who can't sign in yet (see set-up-link.ts), or finds the one with this e-mail address. */
export async function putPerson(
  { db, now, random }: PeopleDeps,
  person: { email: string; name: string; vendorRole?: VendorRole; reseller?: ResellerId },
): Promise<UserId> {
  const at = now()
  const { rows } = await sql`
    insert into auth."user" ("id", "email", "name", "emailVerified", "vendorRole", "resellerId", "createdAt", "updatedAt")
    values (${makeId('user', at, random)}, ${person.email.toLowerCase()}, ${person.name}, true, ${person.vendorRole ?? null},
      ${person.reseller ?? null}, ${at}, ${at})
    on conflict ("email") do update set "name" = excluded."name", "vendorRole" = excluded."vendorRole",
      "resellerId" = excluded."resellerId", "updatedAt" = excluded."updatedAt"
    returning "id" as id`.execute(db)
  return z.object({ id: idSchema('user') }).parse(rows[0]).id
}

export async function putCompany({ db, now }: PeopleDeps, company: { id: CompanyId; name: string }): Promise<void> {
  await sql`
    insert into auth."organization" ("id", "name", "slug", "createdAt") values (${company.id}, ${company.name}, ${company.id}, ${now()})
    on conflict ("id") do update set "name" = excluded."name"`.execute(db)
}

/** Makes a person a member, or changes the role. The row's id is made of both ids, so nobody is a member twice. */
export async function putMember(
  { db, now }: PeopleDeps,
  member: { company: CompanyId; user: UserId; role: Membership['role'] },
): Promise<void> {
  await sql`
    insert into auth."member" ("id", "organizationId", "userId", "role", "createdAt")
    values (${`${member.company}.${member.user}`}, ${member.company}, ${member.user}, ${storedRole(member.role)}, ${now()})
    on conflict ("id") do update set "role" = excluded."role"`.execute(db)
}

export async function removeMember({ db }: PeopleDeps, member: { company: CompanyId; user: UserId }): Promise<void> {
  await sql`delete from auth."member" where "organizationId" = ${member.company} and "userId" = ${member.user}`.execute(
    db,
  )
}

/** The companies of a person, by name. A membership with a role this version does not know counts as none. */
export async function membershipsOf(db: Db, user: UserId): Promise<Membership[]> {
  const { rows } = await sql`
    select organization."id" as company, organization."name" as name, member."role" as role
    from auth."member" member join auth."organization" organization on organization."id" = member."organizationId"
    where member."userId" = ${user} order by organization."name", organization."id"`.execute(db)
  return rows.map((row) => memberRowSchema.parse(row)).flatMap(({ role, ...row }) => (role ? [{ ...row, role }] : []))
}

const memberRowSchema = z.object({
  company: idSchema('company'),
  name: z.string(),
  role: z.string().transform(companyRole).pipe(companyRoleSchema.optional()),
})
