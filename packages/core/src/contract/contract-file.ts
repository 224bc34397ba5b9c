import { z } from 'zod'
import { companyRoleSchema, emailSchema } from '../api/sign-in.ts'
import { idSchema } from '../id.ts'
import { publicKeySchema } from '../key.ts'
import { codeSchema, nameSchema, productSchema, serialSchema, termSchema, versionSchema } from '../license.ts'
import { transferPolicySchema } from '../policy/policy.ts'
import { resellerSchema } from '../reseller.ts'
import { daySchema, momentSchema } from '../time.ts'

// What a vendor's ERP hands over, as one JSON file. Importing it again changes nothing; importing a newer one changes what differs.

export const contractFileLimits = {
  resellers: 1000,
  companies: 10_000,
  contracts: 50_000,
  licenses: 200_000,
  sizeBytes: 64 * 1024 * 1024,
} as const

/** A vendor's own number for a contract: short, printable. */
export const contractNumberSchema = z.string().regex(/^[\x21-\x7e]{1,64}$/, 'is not a contract number')
const referenceSchema = z.string().max(200)

const lineSchema = z.strictObject({
  id: codeSchema,
  name: nameSchema,
  policy: z.union([z.enum(['clinic', 'lab', 'render']), transferPolicySchema]),
  /** When this line's wave opens; null is "not yet decided", missing is open. */
  waveOpensAt: z.union([z.null(), momentSchema]).optional(),
})

export const personSchema = z.strictObject({ email: emailSchema, name: nameSchema, role: companyRoleSchema })

export const importedResellerSchema = resellerSchema.extend({ phone: resellerSchema.shape.phone.default('') })
export const resellerPersonSchema = personSchema.omit({ role: true })

const attributesMost = 20
/** What the ERP says of a company and nobody else knows the meaning of, such as its country. Waves are cut by it [Q08]. */
const attributesSchema = z
  .record(codeSchema, nameSchema)
  .refine((attributes) => Object.keys(attributes).length <= attributesMost, `has more than ${attributesMost}`)

export const companySchema = z.strictObject({
  id: idSchema('company'),
  name: nameSchema,
  /** Where there are none, they stay what they are. */
  attributes: attributesSchema.optional(),
})

const usersSchema = z
  .array(emailSchema)
  .max(1000)
  .transform((users) => [...new Set(users)].toSorted())

export const contractLicenseSchema = z.strictObject({
  id: idSchema('license'),
  product: codeSchema,
  generation: versionSchema,
  quantity: z.int().min(1).max(1_000_000),
  term: termSchema,
  /** The dongle it is on; null is a license that is in the cloud from the start. */
  dongle: z.union([z.null(), serialSchema]),
  /** Carried over word for word [Q79]. */
  priceReference: referenceSchema.default(''),
  renewalReference: referenceSchema.default(''),
  /** Its named users [Q89]. Where there are none, they stay who they are. */
  users: usersSchema.optional(),
})

export const contractSchema = z.strictObject({
  number: contractNumberSchema,
  company: idSchema('company'),
  kind: z.enum(['commercial', 'educational', 'trial', 'demo']),
  /** A trial moves only if it is registered [Q23]. */
  registered: z.boolean().default(false),
  /** An educational license moves when its reseller has confirmed [Q24]. */
  resellerConfirmed: z.boolean().default(false),
  /** Who sold it and looks after this customer. */
  reseller: z.union([z.null(), idSchema('reseller')]).default(null),
  /** The last day of a contract that was terminated: none of its licenses goes on beyond it. */
  endedOn: z.union([z.null(), daySchema]).default(null),
  licenses: z.array(contractLicenseSchema).min(1).max(10_000),
})

/** A contract without its licenses. */
export type ImportedContract = Omit<z.infer<typeof contractSchema>, 'licenses'>

export const dongleSchema = z.strictObject({
  serial: serialSchema,
  /** The company the vendor assigned it to; null for a dongle nobody's contract names. */
  company: z.union([z.null(), idSchema('company')]),
  /** The dongle's public key, when the vendor recorded it. */
  key: z.union([z.null(), publicKeySchema]).default(null),
  /** Transfer switched on for this dongle [Q26]. */
  enabled: z.boolean().default(true),
})

export const contractFileSchema = z.strictObject({
  vendor: nameSchema,
  lines: z.array(lineSchema).max(100),
  products: z.array(productSchema).max(10_000),
  /** With their people: they see the companies whose contracts name the reseller. */
  resellers: z
    .array(importedResellerSchema.extend({ people: z.array(resellerPersonSchema).max(1000).default([]) }))
    .max(contractFileLimits.resellers)
    .default([]),
  companies: z
    .array(companySchema.extend({ people: z.array(personSchema).max(1000).default([]) }))
    .max(contractFileLimits.companies),
  contracts: z.array(contractSchema).max(contractFileLimits.contracts),
  dongles: z.array(dongleSchema).max(contractFileLimits.contracts),
})
export type ContractFile = z.infer<typeof contractFileSchema>
/** As it is written: what has a default may be left out. */
export type ContractFileText = z.input<typeof contractFileSchema>

export const importReplySchema = z.strictObject({
  added: z.strictObject({
    companies: z.int(),
    contracts: z.int(),
    licenses: z.int(),
    dongles: z.int(),
    people: z.int(),
  }),
  changed: z.strictObject({ contracts: z.int(), licenses: z.int(), dongles: z.int() }),
  /** Frozen dongles and their licenses, whose changes wait until their grace has ended [Q71]. */
  waiting: z.int(),
  unchanged: z.int(),
  /** For each person who has no password yet, a one-time link that sets it. The same file again gives new links to those still without. */
  setUpLinks: z.array(z.strictObject({ email: z.string(), link: z.string() })),
})
export type ImportReply = z.infer<typeof importReplySchema>
