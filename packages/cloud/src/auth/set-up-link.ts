import { ApiError } from '@undongle/core/api/error'
import type { SetUpRequest } from '@undongle/core/api/sign-in'
import { base64url, utf8 } from '@undongle/core/encoding'
import { hashBytes } from '@undongle/core/hash'
import { idSchema, type UserId } from '@undongle/core/id'
import { hourMs } from '@undongle/core/time'
import { hashPassword } from 'better-auth/crypto'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Db, Tx } from '../db/pool.ts'
import { transaction } from '../db/transaction.ts'
import { fraction } from './random.ts'

// There is no default password. A person's first one is set through a link that works once; whoever starts the cloud sees the first link.

export interface SetUpLinkDeps {
  readonly db: Db
  readonly publicUrl: string
  readonly now: () => Date
  readonly random: (sizeBytes: number) => Uint8Array
}

const setUpLinkHours = 24

/** The token stands after the `#`: no server ever logs it. */
export const setUpLinkUrl = (publicUrl: string, token: string): string => `${publicUrl}/setup#token=${token}`
export const setUpLinkEnd = (madeAt: Date): Date => new Date(madeAt.getTime() + setUpLinkHours * hourMs)

/** @returns the address to open; its token is nowhere else, only its hash is stored */
export async function createSetUpLink(
  { db, publicUrl, now, random }: SetUpLinkDeps,
  user: UserId,
): Promise<{ url: string; expiresAt: Date }> {
  const token = base64url(random(32))
  const at = now()
  const expiresAt = setUpLinkEnd(at)
  await sql`
    insert into auth.set_up_link (token_hash, user_id, created_at, expires_at)
    values (${hashBytes(utf8(token))}, ${user}, ${at}, ${expiresAt})`.execute(db)
  return { url: setUpLinkUrl(publicUrl, token), expiresAt }
}

/** Whether somebody already has a password, and so needs no set-up link at start. */
export async function hasPassword(db: Db, user: UserId): Promise<boolean> {
  const { rows } = await sql`
    select 1 from auth."account" where "userId" = ${user} and "providerId" = 'credential'`.execute(db)
  return rows.length > 0
}

/**
 * Uses a link up: sets the password and ends every older session of that person, in one transaction.
 *
 * @returns the e-mail address to sign in with
 * @throws ApiError `set-up-link-refused` for a used, ended or unknown link: which of them is nobody's business
 */
export async function useSetUpLink({ db, now, random }: SetUpLinkDeps, request: SetUpRequest): Promise<string> {
  const at = now()
  const tokenHash = hashBytes(utf8(request.token))
  const password = await hashPassword(request.password)
  return transaction(
    db,
    async (tx) => {
      const user = await claimLink(tx, tokenHash, at)
      await sql`delete from auth."account" where "userId" = ${user} and "providerId" = 'credential'`.execute(tx)
      await sql`
        insert into auth."account" ("id", "accountId", "providerId", "userId", "password", "createdAt", "updatedAt")
        values (${user}, ${user}, 'credential', ${user}, ${password}, ${at}, ${at})`.execute(tx)
      await sql`delete from auth."session" where "userId" = ${user}`.execute(tx)
      const { rows } = await sql`select "email" as email from auth."user" where "id" = ${user}`.execute(tx)
      return z.object({ email: z.string() }).parse(rows[0]).email
    },
    { random: fraction(random) },
  )
}

async function claimLink(tx: Tx, tokenHash: string, at: Date): Promise<UserId> {
  const { rows } = await sql`
    update auth.set_up_link set used_at = ${at}
    where token_hash = ${tokenHash} and used_at is null and expires_at > ${at} returning user_id`.execute(tx)
  if (rows.length === 0) throw new ApiError('set-up-link-refused')
  return z.object({ user_id: idSchema('user') }).parse(rows[0]).user_id
}
