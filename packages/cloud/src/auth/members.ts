import { type CompanyRole, companyRoleSchema } from '@undongle/core/api/sign-in'
import { type CompanyId, idSchema, type UserId } from '@undongle/core/id'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Db } from '../db/pool.ts'
import { companyRole } from './roles.ts'

/** A person as a member of one company; the username is the e-mail address. */
export interface Member {
  readonly user: UserId
  readonly username: string
  readonly name: string
  readonly role: CompanyRole
}

/** What the rest of the cloud asks about persons. */
export interface People {
  /** Those of the persons asked for who are members of this company, in no order. */
  membersOf(company: CompanyId, asked: { users: readonly UserId[]; usernames: readonly string[] }): Promise<Member[]>
  /** A person by id, member or not. */
  personOf(user: UserId): Promise<Person | undefined>
}

export interface Person {
  readonly id: UserId
  readonly email: string
  readonly name: string
}

export function peopleIn(db: Db): People {
  return {
    async membersOf(company, { users, usernames }) {
      const names = usernames.map((username) => username.toLowerCase())
      const { rows } = await sql`
        select person."id" as user, person."email" as username, person."name" as name, member."role" as role
        from auth."member" member join auth."user" person on person."id" = member."userId"
        where member."organizationId" = ${company} and (person."id" = any(${[...users]}) or person."email" = any(${names}))`.execute(
        db,
      )
      return rows.map((row) => memberRow.parse(row)).flatMap(({ role, ...row }) => (role ? [{ ...row, role }] : []))
    },
    async personOf(user) {
      const { rows } = await sql`
        select "id" as id, "email" as email, "name" as name from auth."user" where "id" = ${user}`.execute(db)
      return rows.length === 0 ? undefined : personRow.parse(rows[0])
    },
  }
}

const memberRow = z.object({
  user: idSchema('user'),
  username: z.string(),
  name: z.string(),
  role: z.string().transform(companyRole).pipe(companyRoleSchema.optional()),
})
const personRow = z.object({ id: idSchema('user'), email: z.string(), name: z.string() })
