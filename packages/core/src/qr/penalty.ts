/** How hard a symbol is to read: long runs, blocks, look-alikes of finder patterns, too much of one color (ISO/IEC 18004, 7.8.3). */
export function penaltyOf(symbol: readonly (readonly boolean[])[]): number {
  const rows = symbol.map(textOf)
  const columns = rows.map((_, column) => textOf(symbol.map((row) => row[column] ?? false)))
  const lines = [...rows, ...columns]
  return sumOf(lines, runsOf) + sumOf(lines, lookAlikesOf) + blocksOf(rows) + imbalanceOf(rows.join(''))
}

const textOf = (modules: readonly boolean[]): string => modules.map((dark) => (dark ? '1' : '0')).join('')
const sumOf = (lines: readonly string[], penalty: (line: string) => number): number =>
  lines.reduce((sum, line) => sum + penalty(line), 0)

const runsOf = (line: string): number =>
  sumOf(
    [...line.matchAll(/0{5,}|1{5,}/g)].map(([run]) => run),
    ({ length }) => length - 2,
  )

const lookAlikesOf = (line: string): number => 40 * [...line.matchAll(/(?=10111010000|00001011101)/g)].length

/** Squares of two by two in one color. */
const blocksOf = (rows: readonly string[]): number =>
  rows.reduce((sum, row, index) => {
    const below = rows[index + 1] ?? ''
    const blocks = [...below].filter((_, at) => /^(0000|1111)$/.test(row.slice(at, at + 2) + below.slice(at, at + 2)))
    return sum + 3 * blocks.length
  }, 0)

const imbalanceOf = (modules: string): number => {
  const dark = modules.replaceAll('0', '').length / modules.length
  return 10 * Math.floor(Math.abs(dark - 0.5) * 20)
}
