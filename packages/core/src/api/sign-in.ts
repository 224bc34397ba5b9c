import { z } from 'zod'
import { idSchema } from '../id.ts'
import { momentSchema } from '../time.ts'

// What a person and the cloud say to each other to sign in: sessions, and the one-time link that sets the first password.

/** What a person may do in one company. */
export const companyRoleSchema = z.enum(['company-owner', 'company-admin', 'company-user', 'company-viewer'])
export type CompanyRole = z.infer<typeof companyRoleSchema>

/** What a person of the vendor's staff may do in the whole deployment. */
export const vendorRoleSchema = z.enum(['vendor-operator', 'support-agent'])
export type VendorRole = z.infer<typeof vendorRoleSchema>

export const emailSchema = z
  .email('is not an e-mail address')
  .max(254)
  .transform((email) => email.toLowerCase())

/** Length is the one rule that helps (NIST SP 800-63B); the upper limit keeps hashing cheap. */
export const passwordSchema = z.string().min(12, 'needs at least 12 characters').max(128, 'has at most 128 characters')

export const signInRequestSchema = z.strictObject({ email: emailSchema, password: z.string().min(1).max(128) })

/** The token of a set-up link: 256 random bits. It stands after the `#` of the link, so no server log ever sees it. */
export const setUpTokenSchema = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'is not the token of a set-up link')

export const setUpRequestSchema = z.strictObject({ token: setUpTokenSchema, password: passwordSchema })
export type SetUpRequest = z.infer<typeof setUpRequestSchema>

export const membershipSchema = z.strictObject({
  company: idSchema('company'),
  name: z.string(),
  role: companyRoleSchema,
})
export type Membership = z.infer<typeof membershipSchema>

/** Who is signed in. The answer to signing in, to setting up, and to `GET /v1/session`. */
export const sessionReplySchema = z.strictObject({
  user: z.strictObject({ id: idSchema('user'), email: z.string(), name: z.string() }),
  vendorRole: vendorRoleSchema.optional(),
  /** The one reseller the person works for. */
  reseller: idSchema('reseller').optional(),
  memberships: z.array(membershipSchema),
  expiresAt: momentSchema,
})
export type SessionReply = z.infer<typeof sessionReplySchema>

export const signedOutReplySchema = z.strictObject({ signedOut: z.literal(true) })

export const signInPaths = {
  session: '/v1/session',
  setUp: '/v1/set-up',
} as const
