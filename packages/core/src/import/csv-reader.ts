/** One line of a table: its cells, or why it can't be read. `line` counts lines of the file from 1, the head included. */
export type CsvLine =
  | { readonly line: number; readonly cells: readonly string[] }
  | { readonly line: number; readonly fault: string }

/** A row may be this long; a quote that is never closed ends here, and not with the memory. */
const rowLettersMost = 64 * 1024

/**
 * Reads a table in pieces, as they arrive (RFC 4180): no more than a row is kept. Empty lines are passed over.
 *
 * @param delimiter one letter between cells
 */
export function csvReader(delimiter: string) {
  let rest = ''
  let line = 1
  const take = (isLast: boolean): CsvLine[] => {
    const lines: CsvLine[] = []
    let from = 0
    while (from < rest.length) {
      const end = endOfRow(rest, from)
      if (end === -1 && !isLast && rest.length - from <= rowLettersMost) break
      const row = rest.slice(from, end === -1 ? rest.length : end)
      if (row.length > rowLettersMost)
        lines.push({ line, fault: `is longer than ${rowLettersMost} letters, or a quote is not closed` })
      else if (row.trim() !== '') lines.push({ line, ...cellsOf(row.replace(/\r$/, ''), delimiter) })
      line += row.split('\n').length
      from = end === -1 ? rest.length : end + 1
    }
    rest = rest.slice(from)
    return lines
  }
  return {
    push(text: string): CsvLine[] {
      rest += line === 1 && rest === '' ? text.replace(/^\uFEFF/, '') : text
      return take(false)
    },
    end: (): CsvLine[] => take(true),
  }
}

/** The line feed that ends a row: one within quotes does not. @returns -1 when it has not arrived yet */
function endOfRow(text: string, from: number): number {
  let isQuoted = false
  for (let at = from; ; ) {
    const end = text.indexOf('\n', at)
    if (end === -1) return -1
    for (let index = at; index < end; index++) if (text.charCodeAt(index) === quote) isQuoted = !isQuoted
    if (!isQuoted) return end
    at = end + 1
  }
}

const quote = 34

function cellsOf(row: string, delimiter: string): { cells: string[] } | { fault: string } {
  if (!row.includes('"')) return { cells: row.split(delimiter) }
  const cells: string[] = []
  for (let at = 0; at <= row.length; ) {
    if (row[at] === '"') {
      const close = closingQuote(row, at + 1)
      if (close === -1) return { fault: 'a quote is not closed' }
      cells.push(row.slice(at + 1, close).replaceAll('""', '"'))
      if (close + 1 < row.length && row[close + 1] !== delimiter)
        return { fault: 'something stands behind a closing quote' }
      at = close + 2
    } else {
      const end = row.indexOf(delimiter, at)
      const cell = row.slice(at, end === -1 ? row.length : end)
      if (cell.includes('"')) return { fault: 'a quote stands within a cell that does not begin with one' }
      cells.push(cell)
      at = (end === -1 ? row.length : end) + 1
    }
  }
  return { cells }
}

function closingQuote(row: string, from: number): number {
  for (let at = row.indexOf('"', from); at !== -1; at = row.indexOf('"', at + 2)) if (row[at + 1] !== '"') return at
  return -1
}
