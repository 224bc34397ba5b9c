import { rowReader, type TableForm } from '@undongle/core/import/column-map'
import { csvReader } from '@undongle/core/import/csv-reader'
import { type ReadLine, readJsonLine } from '@undongle/core/import/record'

export interface ImportLine extends ReadLine {
  readonly line: number
  /** The line as it arrived, for the hash. */
  readonly text: string
}

/** Reads lines of newline-delimited JSON as they arrive. */
export async function* jsonLines(texts: AsyncIterable<string>): AsyncGenerator<ImportLine> {
  let rest = ''
  let line = 0
  for await (const text of texts) {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    for (const row of lines) {
      line++
      if (row.trim() !== '') yield { line, text: row, ...readJsonLine(row) }
    }
    if (rest.length > lineLettersMost) {
      line++
      yield { line, text: '', records: [], faults: [tooLong] }
      return
    }
  }
  if (rest.trim() !== '') yield { line: line + 1, text: rest, ...readJsonLine(rest) }
}

const lineLettersMost = 64 * 1024
const tooLong = { place: '', reason: `is longer than ${lineLettersMost} letters: nothing behind it was read` }

/** Reads rows of a table as they arrive; the first one names the columns. */
export async function* tableLines(texts: AsyncIterable<string>, form: TableForm): AsyncGenerator<ImportLine> {
  const table = csvReader(form.map.delimiter)
  let read: ReturnType<typeof rowReader> | undefined
  const linesOf = function* (rows: ReturnType<typeof table.push>): Generator<ImportLine> {
    for (const row of rows) {
      const { line } = row
      if ('fault' in row) yield { line, text: row.fault, records: [], faults: [{ place: '', reason: row.fault }] }
      else if (read === undefined) {
        read = rowReader(form, row.cells)
        yield { line, text: row.cells.join('\n'), records: [], faults: typeof read === 'function' ? [] : read.faults }
      } else if (typeof read === 'function') yield { line, text: row.cells.join('\n'), ...read(row.cells) }
    }
  }
  for await (const text of texts) yield* linesOf(table.push(text))
  yield* linesOf(table.end())
  if (read === undefined) yield { line: 1, text: '', records: [], faults: [{ place: '', reason: 'has no head' }] }
}
