import { z } from 'zod'
import { emailSchema } from './api/sign-in.ts'
import { idSchema } from './id.ts'
import { nameSchema } from './license.ts'

/** A firm that sells the vendor's products, and how its customers reach it. */
export const resellerSchema = z.strictObject({
  id: idSchema('reseller'),
  name: nameSchema,
  email: emailSchema,
  /** As people write it; empty when there is none. */
  phone: z.string().max(40),
})
export type Reseller = z.infer<typeof resellerSchema>
