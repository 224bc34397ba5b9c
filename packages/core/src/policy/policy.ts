import { z } from 'zod'
import { roles } from '../api/role.ts'
import { codeSchema, nameSchema, versionSchema } from '../license.ts'
import { returnAddressSchema } from './return-address.ts'
import { eligibilityRuleSchema } from './rule.ts'

/**
 * How one product line moves its customers: data, never code. The three presets are `presets/*.json`.
 * Whole days are `…Days`; a field that is null means "this vendor has no such rule".
 */
export const transferPolicySchema = z.strictObject({
  name: codeSchema,
  version: z.int().min(1),
  /** The version of the application that brings the transfer: where it is mandatory, dongle licenses are no longer read from it on [Q04]. */
  cutOverVersion: z.union([z.null(), versionSchema]),
  /** When an application at the cut-over version offers it: whenever somebody signs in [Q01], once after its update [Q07], or never by itself [Q13]. */
  offeredAt: z.enum(['sign-in', 'update', 'never']).default('sign-in'),
  /** Products of the line that work without a license [Q05]. */
  licenseFreeProducts: z.array(codeSchema).max(100).default([]),
  /** Where the pages may lead back to when an application sent somebody here [Q06]. */
  returnAddresses: z.array(returnAddressSchema).max(16).default([]),
  /** Mandatory: no skip, no postpone [Q04]. Optional: started by the user [Q13]. */
  mandatory: z.boolean(),
  dongles: z.enum(['one-at-a-time', 'all-on-machine']),
  /** whole-dongle: every license moves or none does [Q21, Q59]. by-line: this line's licenses move, others stay [Q51]. */
  scope: z.enum(['whole-dongle', 'by-line']),
  /** 0 is irreversible; else both sides work until then, and the way back is a switch of source [Q70]. */
  graceDays: z.int().min(0).max(90),
  whoMayTransfer: z.array(z.enum(roles)).min(1),
  stepUp: z.enum(['none', 'password', 'second-factor']),
  rules: z.array(eligibilityRuleSchema).max(32),
  /** The target username may differ from the signed-in user and becomes the named contact [Q20]. */
  targetUser: z.enum(['signed-in-user', 'any-in-company']),
  /** A key license without a subscription gets this many days in the cloud, once per dongle, ever [Q53]. */
  temporarySubscriptionDays: z.union([z.null(), z.int().min(1).max(90)]),
  offlineDays: z.int().min(0).max(30),
  offlineRefuses: z.array(z.enum(['metered', 'online-only'])),
  /** The dongle service is switched off by itself after a transfer [Q41]. */
  disableDongleServiceAfter: z.boolean(),
  minimumLicenseServerVersion: z.union([z.null(), versionSchema]),
  /** Said on the screen that holds the final button [Q40], in this order. */
  disclaimers: z.array(
    z.enum([
      'keep-plugged-in',
      'no-other-dongle',
      'unavailable-during-transfer',
      'takes-a-few-minutes',
      'only-licenses-move',
      'dongle-unusable-afterwards',
      'no-way-back',
      'way-back',
    ]),
  ),
  usualMinutes: z.int().min(1).max(120),
  support: z.strictObject({ name: nameSchema, email: z.email().max(254), phone: z.string().max(40) }),
})
export type TransferPolicy = z.infer<typeof transferPolicySchema>
