/**
 * Writes rows as a table (RFC 4180). A cell that a spreadsheet would take for a formula is preceded by an apostrophe: serials and names
 * come from outside.
 */
export function writeCsv(head: readonly string[], rows: readonly CsvRow[]): string {
  return [head, ...rows].map(writeCsvRow).join('')
}

export type CsvRow = readonly (string | number | null)[]

/** A row of a table that is written as it comes. */
export const writeCsvRow = (cells: CsvRow): string => `${cells.map(cellOf).join(',')}\r\n`

function cellOf(value: string | number | null): string {
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value ?? '')
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
