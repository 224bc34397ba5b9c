import { ApiError } from '@undongle/core/api/error'
import { type LedgerFault, type LedgerPart, ledgerParts } from '@undongle/core/api/ledger'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Deps } from '../../deps.ts'

/** How far a check of the ledger has come. Empty texts stand before the first company and the first row. */
export interface Place {
  readonly part: LedgerPart
  readonly company: string
  /** The last row that was checked. */
  readonly id: string
}

/** What came of a stretch of rows. */
export interface Checked {
  readonly rows: number
  readonly faults: readonly LedgerFault[]
  /** The last row where the stretch was full; undefined where the part is over. */
  readonly last: string | undefined
}

/** Checks at most `limit` rows behind a place. */
export type CheckPart = (deps: Deps, place: Place, limit: number) => Promise<Checked>

export const stretch = <Row>(
  rows: readonly Row[],
  limit: number,
  idOf: (row: Row) => string,
  faults: readonly LedgerFault[],
): Checked => {
  const last = rows.length < limit ? undefined : rows.at(-1)
  return { rows: rows.length, faults, last: last === undefined ? undefined : idOf(last) }
}

export const fault = (name: LedgerFault['fault'], row: readonly string[], detail = ''): LedgerFault => ({
  fault: name,
  row: row.join(' ').slice(0, 300),
  detail: detail.slice(0, 500),
})

/** The id may hold dots of its own: a serial is a dongle's name. */
export const formatPlace = ({ part, company, id }: Place): string => `${part}.${company}.${id}`

export function parsePlace(text: string): Place {
  const [name, company, ...id] = text.split('.')
  const part = ledgerParts.find((known) => known === name)
  if (part === undefined || company === undefined || id.length === 0) throw new ApiError('request-invalid')
  return { part, company, id: id.join('.') }
}

export const firstPlace = (deps: Deps): Promise<Place> => companyAfter(deps, '')

/** @returns undefined after the last part */
export async function placeAfter(deps: Deps, place: Place, { last }: Checked): Promise<Place | undefined> {
  if (last !== undefined) return { ...place, id: last }
  switch (place.part) {
    case 'licenses':
      return { ...place, part: 'transfers', id: '' }
    case 'transfers':
      return { ...place, part: 'certificates', id: '' }
    case 'certificates':
      return companyAfter(deps, place.company)
    case 'dongles':
      return { part: 'register', company: '', id: '' }
    case 'register':
      return undefined
  }
}

async function companyAfter({ db }: Deps, company: string): Promise<Place> {
  const { rows } = await sql`
    select company_id from license_owner where company_id > ${company} order by company_id limit 1`.execute(db)
  if (rows.length === 0) return { part: 'dongles', company: '', id: '' }
  return { part: 'licenses', company: z.object({ company_id: z.string() }).parse(rows[0]).company_id, id: '' }
}
