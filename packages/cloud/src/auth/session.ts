import type { SessionReply } from '@undongle/core/api/sign-in'
import { emailSchema, vendorRoleSchema } from '@undongle/core/api/sign-in'
import { idSchema } from '@undongle/core/id'
import { z } from 'zod'
import type { Auth } from './auth.ts'
import { membershipsOf } from './people.ts'

export type Session = z.infer<typeof sessionSchema>

/** The session of a request's cookie, read from the database: a deleted one ends at once. */
export async function readSession(
  { betterAuth }: Pick<Auth, 'betterAuth'>,
  headers: Headers,
): Promise<Session | undefined> {
  const cookie = headers.get('cookie')
  if (cookie === null) return undefined
  const found = await betterAuth.api.getSession({ headers: new Headers({ cookie }) })
  return found === null ? undefined : sessionSchema.parse(found)
}

export async function describeSession({ db }: Pick<Auth, 'db'>, { user, session }: Session): Promise<SessionReply> {
  return {
    user: { id: user.id, email: user.email, name: user.name },
    ...(user.vendorRole ? { vendorRole: user.vendorRole } : {}),
    ...(user.resellerId ? { reseller: user.resellerId } : {}),
    memberships: await membershipsOf(db, user.id),
    expiresAt: session.expiresAt.toISOString(),
  }
}

const sessionSchema = z.object({
  user: z.object({
    id: idSchema('user'),
    email: emailSchema,
    name: z.string(),
    vendorRole: z.preprocess((value) => value ?? undefined, vendorRoleSchema.optional()),
    resellerId: z.preprocess((value) => value ?? undefined, idSchema('reseller').optional()),
  }),
  session: z.object({ expiresAt: z.coerce.date() }),
})
