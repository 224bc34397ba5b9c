import type { CompanyId } from '@undongle/core/id'
import type { Product } from '@undongle/core/license'
import type { Wave } from '@undongle/core/wave/wave'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '../db/pool.ts'
import { attributesRow, readWaves } from '../wave/read-waves.ts'
import { type BaseCompany, readBaseInBatches } from './read-base.ts'

/** Some companies of the base, with everything that waves say of them. */
export interface BaseBatch {
  readonly companies: readonly (BaseCompany & { readonly attributes: Readonly<Record<string, string>> })[]
  readonly waves: readonly Wave[]
}

/** @param tx of `acrossCompanies` */
export async function* readBaseBatches(tx: Tx, products: ReadonlyMap<string, Product>): AsyncGenerator<BaseBatch> {
  for await (const batch of readBaseInBatches(tx, products)) yield await complete(tx, batch)
}

async function complete(tx: Tx, batch: readonly BaseCompany[]): Promise<BaseBatch> {
  const companies = batch.flatMap(({ company }) => company ?? [])
  const serials = batch.flatMap(({ dongles }) => dongles.map(({ serial }) => serial))
  const [waves, attributes] = await Promise.all([
    readWaves(tx, { companies, serials }),
    readAttributesOf(tx, companies),
  ])
  return {
    companies: batch.map((one) => ({ ...one, attributes: attributes.get(one.company ?? '') ?? {} })),
    waves,
  }
}

async function readAttributesOf(
  tx: Tx,
  companies: readonly CompanyId[],
): Promise<Map<string, Readonly<Record<string, string>>>> {
  const { rows } = await sql`
    select company_id as company, attributes from company where company_id = any(${[...companies]})`.execute(tx)
  return new Map(
    rows
      .map((row) => attributesRow.extend({ company: z.string() }).parse(row))
      .map(({ company, attributes }) => [company, attributes] as const),
  )
}
