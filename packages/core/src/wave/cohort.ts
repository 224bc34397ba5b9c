import { z } from 'zod'
import { type CompanyId, idSchema, type ResellerId } from '../id.ts'
import { codeSchema, compareVersions, nameSchema, versionSchema } from '../license.ts'
import type { ContractKind } from '../transfer/plan.ts'

const several = <Item extends z.ZodType>(item: Item) => z.array(item).min(1).max(200).optional()

/**
 * Whom a wave is for. A filter takes the dongles of which one license of the line is all that it says; what it does not say does
 * not matter. A list takes only what was put on it, by serial or by company, and every other cohort may have such a list as well.
 */
export const cohortSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('everyone') }),
  z.strictObject({ kind: z.literal('list') }),
  z.strictObject({
    kind: z.literal('filter'),
    resellers: several(idSchema('reseller')),
    contractKinds: several(z.enum(['commercial', 'educational', 'trial', 'demo'])),
    products: several(codeSchema),
    /** From this generation of the product on. */
    generationFrom: versionSchema.optional(),
    /** Below this generation. */
    generationBelow: versionSchema.optional(),
    /** What the import says of the company, such as its country: each one named must have one of these values. */
    attributes: z.record(codeSchema, z.array(nameSchema).min(1).max(200)).optional(),
  }),
])
export type Cohort = z.infer<typeof cohortSchema>

/** A dongle in the hands of one company, as far as a cohort asks. */
export interface CohortDongle {
  readonly serial: string
  readonly company: CompanyId
  /** Of the company. */
  readonly attributes: Readonly<Record<string, string>>
  readonly licenses: readonly CohortLicense[]
}

export interface CohortLicense {
  readonly line: string
  readonly product: string
  readonly generation: string
  readonly kind: ContractKind
  readonly reseller: ResellerId | null
}

/** @param listed whether the dongle or its company was put on the wave's list */
export function isInCohort(cohort: Cohort, line: string, dongle: CohortDongle, listed: boolean): boolean {
  if (listed) return true
  switch (cohort.kind) {
    case 'everyone':
      return true
    case 'list':
      return false
    case 'filter':
      return (
        hasAttributes(cohort, dongle) &&
        dongle.licenses.some((license) => license.line === line && fits(cohort, license))
      )
  }
}

type Filter = Extract<Cohort, { kind: 'filter' }>

function hasAttributes({ attributes = {} }: Filter, dongle: CohortDongle): boolean {
  return Object.entries(attributes).every(([name, values]) => {
    const value = Object.hasOwn(dongle.attributes, name) ? dongle.attributes[name] : undefined
    return value !== undefined && values.includes(value)
  })
}

function fits(filter: Filter, { product, generation, kind, reseller }: CohortLicense): boolean {
  const { resellers, contractKinds, products, generationFrom, generationBelow } = filter
  if (resellers !== undefined && (reseller === null || !resellers.includes(reseller))) return false
  if (contractKinds !== undefined && !contractKinds.includes(kind)) return false
  if (products !== undefined && !products.includes(product)) return false
  if (generationFrom !== undefined && compareVersions(generation, generationFrom) < 0) return false
  return generationBelow === undefined || compareVersions(generation, generationBelow) < 0
}
