import { type ContractFile, contractFileLimits, contractFileSchema } from './contract-file.ts'

/** The columns of the CSV form: one license a row. Lines and products come from an earlier JSON import. */
export const contractColumns = [
  'company',
  'company_name',
  'contract',
  'kind',
  'registered',
  'reseller_confirmed',
  'reseller',
  'license',
  'product',
  'generation',
  'quantity',
  'until',
  'dongle',
  'price_reference',
  'renewal_reference',
] as const
type Column = (typeof contractColumns)[number]
type Row = Record<Column, string> & { readonly at: number }

export type ParsedContracts = { ok: true; file: ContractFile } | { ok: false; places: string[] }

/**
 * Reads contracts as a spreadsheet exports them (RFC 4180), with the names of the columns in the first line. Rows of one contract number
 * belong together; an empty `until` is perpetual, an empty `dongle` is a license that is in the cloud from the start.
 */
export function parseContractCsv(text: string, vendor: string): ParsedContracts {
  const lines = parseCsv(text.replace(/^\uFEFF/, ''))
  if (lines === undefined) return { ok: false, places: ['a quote is not closed'] }
  const [head = [], ...body] = lines
  const unknown = head.filter((name) => !contractColumns.some((column) => column === name))
  const missing = contractColumns.slice(0, 13).filter((column) => !optional.has(column) && !head.includes(column))
  const places = [
    ...unknown.map((name) => `unknown column ${name}`),
    ...missing.map((name) => `column ${name} is missing`),
  ]
  if (body.length > contractFileLimits.licenses) places.push(`more than ${contractFileLimits.licenses} rows`)
  if (places.length > 0) return { ok: false, places }
  const rows = body
    .filter((cells) => cells.some((cell) => cell !== ''))
    .map((cells, index) => toRow(head, cells, index + 2))
  const conflicts = conflictsIn(rows)
  if (conflicts.length > 0) return { ok: false, places: conflicts }
  const parsed = contractFileSchema.safeParse(toFile(rows, vendor))
  if (parsed.success) return { ok: true, file: parsed.data }
  return {
    ok: false,
    places: parsed.error.issues.slice(0, 20).map((issue) => `${issue.path.join('.')}: ${issue.message}`),
  }
}

const optional = new Set<Column>(['registered', 'reseller_confirmed', 'reseller', 'until', 'dongle'])

function toRow(head: readonly string[], cells: readonly string[], at: number): Row {
  const cellOf = (column: Column) => cells[head.indexOf(column)]?.trim() ?? ''
  const entries = contractColumns.map((column) => [column, cellOf(column)] as const)
  return { ...(Object.fromEntries(entries) as Record<Column, string>), at }
}

/** What is told once a contract, a company or a dongle has to be the same in each of its rows. */
function conflictsIn(rows: readonly Row[]): string[] {
  const once: readonly [Column, readonly Column[]][] = [
    ['company', ['company_name']],
    ['contract', ['company', 'kind', 'registered', 'reseller_confirmed', 'reseller']],
    ['dongle', ['company']],
  ]
  return once.flatMap(([key, columns]) => {
    const first = new Map<string, Row>()
    return rows.flatMap((row) => {
      const known = first.get(row[key]) ?? row
      first.set(row[key], known)
      const differing = row[key] === '' ? [] : columns.filter((column) => known[column] !== row[column])
      return differing.map((column) => `line ${row.at}: ${column} differs from line ${known.at} for ${key} ${row[key]}`)
    })
  })
}

function toFile(rows: readonly Row[], vendor: string) {
  return {
    vendor,
    lines: [],
    products: [],
    resellers: [],
    companies: [...groupBy(rows, 'company')].map(([id, [row]]) => ({ id, name: row?.company_name })),
    contracts: [...groupBy(rows, 'contract')].map(([number, lines]) => ({
      number,
      company: lines[0]?.company,
      kind: lines[0]?.kind,
      registered: isYes(lines[0]?.registered),
      resellerConfirmed: isYes(lines[0]?.reseller_confirmed),
      reseller: lines[0]?.reseller || null,
      licenses: lines.map(toLicense),
    })),
    dongles: [...groupBy(rows, 'dongle')].map(([serial, [row]]) => ({ serial, company: row?.company })),
  }
}

function groupBy(rows: readonly Row[], column: Column): Map<string, Row[]> {
  const groups = new Map<string, Row[]>()
  for (const row of rows) if (row[column] !== '') groups.set(row[column], [...(groups.get(row[column]) ?? []), row])
  return groups
}

const toLicense = (row: Row) => ({
  id: row.license,
  product: row.product,
  generation: row.generation,
  quantity: /^\d+$/.test(row.quantity) ? Number(row.quantity) : row.quantity,
  term: row.until === '' ? { kind: 'perpetual' } : { kind: 'until', until: row.until },
  dongle: row.dongle || null,
  priceReference: row.price_reference,
  renewalReference: row.renewal_reference,
})

const isYes = (text = ''): boolean => ['yes', 'true', '1'].includes(text.toLowerCase())

/** @returns undefined when a quote is not closed */
function parseCsv(text: string): string[][] | undefined {
  const lines: string[][] = []
  let line: string[] = []
  let place = 0
  while (place < text.length) {
    const cell = text[place] === '"' ? quotedAt(text, place) : plainAt(text, place)
    if (cell === undefined) return undefined
    line.push(cell.value)
    place = cell.end
    if (text[place] === ',') {
      place++
      if (place === text.length) line.push('')
      continue
    }
    lines.push(line)
    line = []
    while (text[place] === '\r' || text[place] === '\n') place++
  }
  if (line.length > 0) lines.push(line)
  return lines
}

function quotedAt(text: string, start: number): { value: string; end: number } | undefined {
  const match = /"((?:[^"]|"")*)"(?=[,\r\n]|$)/y
  match.lastIndex = start
  const found = match.exec(text)
  return found === null ? undefined : { value: (found[1] ?? '').replaceAll('""', '"'), end: match.lastIndex }
}

function plainAt(text: string, start: number): { value: string; end: number } {
  const match = /[^,\r\n]*/y
  match.lastIndex = start
  return { value: match.exec(text)?.[0] ?? '', end: match.lastIndex }
}
