import { ApiError, type ProblemField } from '@undongle/core/api/error'
import { type ContractFile, contractFileSchema } from '@undongle/core/contract/contract-file'

// Contracts as a table, one row a license, for ERP systems that write nothing else (RFC 4180; comma or semicolon).
// Lines, products and people are not in it: import them once as JSON.

/** Every column; those with a default may be left out. */
const columns = {
  company: { required: true, say: 'id of the company (com_…)' },
  company_name: { required: true, say: 'its name' },
  contract: { required: true, say: 'the vendor’s number of the contract' },
  kind: { required: false, say: 'commercial, educational, trial or demo; commercial when empty' },
  registered: { required: false, say: 'yes or no: the trial is registered' },
  reseller_confirmed: { required: false, say: 'yes or no: the reseller has confirmed' },
  reseller: { required: false, say: 'name of the reseller' },
  license: { required: true, say: 'id of the license (lic_…)' },
  product: { required: true, say: 'code of the product' },
  generation: { required: true, say: 'such as 3.0' },
  quantity: { required: true, say: 'a whole number from 1' },
  until: { required: false, say: 'last day as 2027-12-31; perpetual when empty' },
  dongle: { required: false, say: 'serial of the dongle it is on; empty for the cloud' },
  price_reference: { required: false, say: 'carried over word for word' },
  renewal_reference: { required: false, say: 'carried over word for word' },
} as const
type Column = keyof typeof columns
type Row = Readonly<Record<Column, string>>

/**
 * Turns the table into the same value that a JSON file is.
 *
 * @param vendor the vendor's name, which a table does not carry
 * @throws ApiError `request-invalid`, each wrong place as `line 7, quantity`
 */
export function parseContractCsv(text: string, vendor: string): ContractFile {
  const [header, ...records] = splitRecords(text)
  const names = header?.cells.map((cell) => cell.trim().toLowerCase()) ?? []
  requireColumns(names)
  const rows = records.map(({ line, cells }) => {
    if (cells.length !== names.length)
      throw invalid([{ pointer: `line ${line}`, detail: `has ${cells.length} cells, not ${names.length}` }])
    return { line, row: toRow(names, cells) }
  })
  const { file, lineOf } = toFile(rows, vendor)
  const parsed = contractFileSchema.safeParse(file)
  if (parsed.success) return parsed.data
  throw invalid(parsed.error.issues.map(({ path, message }) => ({ pointer: placeOf(path, lineOf), detail: message })))
}

function requireColumns(names: readonly string[]): void {
  const known = Object.keys(columns)
  const faults = [
    ...names.filter((name) => !known.includes(name)).map((name) => `has the unknown column "${name}"`),
    ...names.filter((name, at) => names.indexOf(name) !== at).map((name) => `has the column "${name}" twice`),
    ...Object.entries(columns)
      .filter(([name, { required }]) => required && !names.includes(name))
      .map(([name, { say }]) => `lacks the column "${name}" (${say})`),
  ]
  if (faults.length > 0) throw invalid(faults.map((detail) => ({ pointer: 'line 1', detail })))
}

function toRow(names: readonly string[], cells: readonly string[]): Row {
  const given = new Map(names.map((name, at) => [name, cells[at] ?? '']))
  return Object.fromEntries(Object.keys(columns).map((name) => [name, given.get(name)?.trim() ?? ''])) as Row
}

/** The contracts in the order of their first rows, and the line each license stands on. */
function toFile(rows: readonly { line: number; row: Row }[], vendor: string) {
  const companies = new Map<string, { id: string; name: string }>()
  const dongles = new Map<string, { serial: string; company: string }>()
  const contracts = new Map<string, { first: Row; licenses: { line: number; row: Row }[] }>()
  for (const { line, row } of rows) {
    companies.set(row.company, { id: row.company, name: row.company_name })
    if (row.dongle !== '' && !dongles.has(row.dongle))
      dongles.set(row.dongle, { serial: row.dongle, company: row.company })
    const key = `${row.company} ${row.contract}`
    const contract = contracts.get(key) ?? { first: row, licenses: [] }
    contract.licenses.push({ line, row })
    contracts.set(key, contract)
  }
  const grouped = [...contracts.values()]
  const file = {
    vendor,
    lines: [],
    products: [],
    companies: [...companies.values()],
    contracts: grouped.map(({ first, licenses }) => ({
      number: first.contract,
      company: first.company,
      kind: first.kind === '' ? 'commercial' : first.kind,
      registered: toYes(first.registered),
      resellerConfirmed: toYes(first.reseller_confirmed),
      reseller: first.reseller === '' ? null : first.reseller,
      licenses: licenses.map(({ row }) => toLicense(row)),
    })),
    dongles: [...dongles.values()],
  }
  return { file, lineOf: (contract: number, license: number) => grouped[contract]?.licenses[license]?.line }
}

function toLicense(row: Row) {
  return {
    id: row.license,
    product: row.product,
    generation: row.generation,
    quantity: /^\d{1,7}$/.test(row.quantity) ? Number(row.quantity) : row.quantity,
    term: row.until === '' ? { kind: 'perpetual' } : { kind: 'until', until: row.until },
    dongle: row.dongle === '' ? null : row.dongle,
    priceReference: row.price_reference,
    renewalReference: row.renewal_reference,
  }
}

/** Anything but yes and no is left as it is, for the schema to refuse. */
function toYes(cell: string): boolean | string {
  const word = cell.toLowerCase()
  if (word === 'yes' || word === 'true') return true
  return word === '' || word === 'no' || word === 'false' ? false : cell
}

/** `contracts/2/licenses/0/quantity` stands on the line of that license. */
function placeOf(
  path: readonly PropertyKey[],
  lineOf: (contract: number, license: number) => number | undefined,
): string {
  const [part, contract, , license] = path
  const line = part === 'contracts' ? lineOf(Number(contract), Number(license ?? 0)) : undefined
  return line === undefined ? `/${path.map(String).join('/')}` : `line ${line}, ${String(path.at(-1))}`
}

interface CsvRecord {
  readonly line: number
  readonly cells: readonly string[]
}

/** Splits into records; a quoted cell may hold the separator, a doubled quote and line ends. Empty lines are left out. */
function splitRecords(text: string): CsvRecord[] {
  const separator = (text.split('\n', 1)[0] ?? '').includes(';') ? ';' : ','
  const records: CsvRecord[] = []
  let cells: string[] = []
  let cell = ''
  let quoted = false
  let line = 1
  let startedAt = 1
  const endRecord = () => {
    cells.push(cell)
    if (cells.length > 1 || cells[0] !== '') records.push({ line: startedAt, cells })
    cells = []
    cell = ''
    startedAt = line
  }
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at)
    if (character === '\n') line++
    if (quoted) {
      if (character !== '"') cell += character
      else if (text.charAt(at + 1) === '"') cell += text.charAt(++at)
      else quoted = false
    } else if (character === '"' && cell === '') quoted = true
    else if (character === separator) {
      cells.push(cell)
      cell = ''
    } else if (character === '\n') endRecord()
    else if (character !== '\r') cell += character
  }
  if (quoted) throw invalid([{ pointer: `line ${startedAt}`, detail: 'has a quote that does not end' }])
  if (cell !== '' || cells.length > 0) endRecord()
  return records
}

const invalid = (fields: ProblemField[]): ApiError => new ApiError('request-invalid', { fields: fields.slice(0, 100) })
