import { z } from 'zod'
import { keyFileSchema } from '../../document/key-set.ts'
import { idSchema } from '../../id.ts'
import { hashSchema, publicKeySchema } from '../../key.ts'
import { nameSchema, versionSchema } from '../../license.ts'
import { momentSchema } from '../../time.ts'
import type { Operation } from '../operation.ts'
import { vendorApi } from '../vendor.ts'
import { signInStateSchema } from './sign-in.ts'

export const statusSchema = z.strictObject({
  version: versionSchema,
  vendor: nameSchema,
  /** The hash of the vendor's logo; null while there is none here. */
  logo: z.union([z.null(), hashSchema]),
  cloud: z.strictObject({
    url: z.string(),
    reachable: z.union([z.null(), z.boolean()]),
    lastContactAt: z.union([z.null(), momentSchema]),
  }),
  signIn: signInStateSchema,
  dongleService: z.strictObject({
    enabled: z.boolean(),
    drivers: z.array(
      z.strictObject({
        name: nameSchema,
        version: versionSchema,
        available: z.boolean(),
        why: z.string(),
        evaluation: z.boolean(),
      }),
    ),
  }),
  /** The clock of this machine against the cloud's. */
  clock: z.enum(['trusted', 'behind', 'needs-contact']),
  /**
   * The cloud's public log of certificates, as this License Server saw it: that it only grew; that the checkpoint shown last is older than one it
   * saw, or not signed by the cloud; or that it was shown two pasts, of which it keeps the evidence.
   */
  certificateLog: z.enum(['unknown', 'consistent', 'smaller', 'refused', 'forked']),
  /** Transfers that are not finished, newest first. */
  running: z.array(idSchema('transfer')),
})
export type Status = z.infer<typeof statusSchema>

/** The License Server at a glance, and the keys it believes. */
export const localStatusApi = {
  'status.read': {
    method: 'get',
    path: '/v1/status',
    summary: 'This License Server at a glance',
    answer: statusSchema,
    problems: [],
  },
  'vendor-logo.read': vendorApi['vendor-logo.read'],
  'keys.read': {
    method: 'get',
    path: '/v1/keys',
    summary:
      'What an application needs to verify leases: the cloud’s root and key set, and this License Server’s own key for seats on a dongle',
    answer: z.strictObject({
      cloud: z.union([z.null(), keyFileSchema]),
      licenseServer: z.strictObject({ kid: hashSchema, key: publicKeySchema }),
    }),
    problems: [],
  },
} as const satisfies Record<string, Operation>
