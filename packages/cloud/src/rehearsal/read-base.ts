import type { CompanyId, ResellerId } from '@undongle/core/id'
import type { Product } from '@undongle/core/license'
import type { KnownDongle } from '@undongle/core/rehearsal/rehearse'
import type { ClaimState } from '@undongle/core/transfer/decide'
import type { ContractLine } from '@undongle/core/transfer/plan'
import type { Tx } from '../db/pool.ts'
import { toTerm } from '../license/term.ts'
import { type BaseRow, baseRowSchema, readBaseRows } from './base-rows.ts'

export interface BaseLine extends ContractLine {
  readonly reseller: ResellerId | null
}
export interface BaseDongle extends KnownDongle {
  readonly lines: BaseLine[]
}

/** One customer with everything the vendor sold it. */
export interface BaseCompany {
  /** Undefined for the dongles that are assigned to nobody. */
  readonly company: CompanyId | undefined
  readonly dongles: BaseDongle[]
  /** What no dongle ever held. */
  readonly inCloud: BaseLine[]
}

/**
 * The whole base, company by company, in one pass. It is never held whole: at most one company and a batch of rows are.
 *
 * @param tx of `acrossCompanies`
 */
async function* readBase(tx: Tx, products: ReadonlyMap<string, Product>): AsyncGenerator<BaseCompany> {
  let open: BaseCompany | undefined
  for await (const rows of readBaseRows(tx)) {
    for (const found of rows) {
      const row = baseRowSchema.parse(found)
      const company = row.company ?? undefined
      if (open !== undefined && open.company !== company) {
        yield open
        open = undefined
      }
      open ??= { company, dongles: [], inCloud: [] }
      add(open, row, products)
    }
  }
  if (open !== undefined) yield open
}

const donglesAtOnce = 2000

/** The whole base in batches of companies, for what is asked of many at once. @param tx of `acrossCompanies` */
export async function* readBaseInBatches(
  tx: Tx,
  products: ReadonlyMap<string, Product>,
): AsyncGenerator<readonly BaseCompany[]> {
  let batch: BaseCompany[] = []
  let size = 0
  for await (const company of readBase(tx, products)) {
    batch.push(company)
    size += company.dongles.length
    if (size < donglesAtOnce) continue
    yield batch
    batch = []
    size = 0
  }
  if (batch.length > 0) yield batch
}

function add(open: BaseCompany, row: BaseRow, products: ReadonlyMap<string, Product>): void {
  const line = lineOf(row, products)
  if (row.serial === null) {
    if (line !== undefined) open.inCloud.push(line)
    return
  }
  let dongle = open.dongles.at(-1)
  if (dongle?.serial !== row.serial) {
    dongle = dongleOf(row, row.serial)
    open.dongles.push(dongle)
  }
  if (line !== undefined) dongle.lines.push(line)
}

function dongleOf(row: BaseRow, serial: string): BaseDongle {
  return {
    serial,
    company: row.company ?? nobody,
    lines: [],
    claim: claimOf(row),
    assigned: row.assigned,
    enabled: row.enabled ?? true,
    temporaryGranted: row.granted,
  }
}

/** Asks for a dongle that no company was sold: a company without any contract. */
const nobody: CompanyId = 'com_00000000000000000000000000'

function claimOf({ pinned, certificate }: BaseRow): ClaimState {
  return pinned === null || certificate === null ? { state: 'free' } : { state: 'pinned', company: pinned, certificate }
}

/** As a plan reads it. A temporary license has no contract, and stands in the cloud. */
export function lineOf(row: BaseRow, products: ReadonlyMap<string, Product>): BaseLine | undefined {
  const { id, company, generation, quantity, place, sequence } = row
  const product = products.get(row.product ?? '')
  if (id === null || company === null || generation === null || quantity === null) return undefined
  if (product === undefined || place === null || sequence === null) return undefined
  const { line, name } = product
  return {
    license: { id, line, product: product.id, name, generation, quantity, term: toTerm(row.until) },
    company,
    contract: '',
    kind: row.kind ?? 'commercial',
    registered: row.registered ?? false,
    resellerConfirmed: row.confirmed ?? false,
    metered: product.metered,
    reseller: row.reseller,
    place,
    sequence,
  }
}
