import { utf8 } from '../encoding.ts'
import { drawPatterns, formatModules } from './patterns.ts'
import { penaltyOf } from './penalty.ts'
import { versionFor } from './version.ts'
import { wordsOf } from './words.ts'

/** A QR code: rows of modules, true is dark. Around it belong four modules of light. */
export type QrSymbol = readonly (readonly boolean[])[]

/** (ISO/IEC 18004, table 10) */
const masks: readonly ((row: number, column: number) => boolean)[] = [
  (row, column) => (row + column) % 2 === 0,
  (row) => row % 2 === 0,
  (_, column) => column % 3 === 0,
  (row, column) => (row + column) % 3 === 0,
  (row, column) => (Math.floor(row / 2) + Math.floor(column / 3)) % 2 === 0,
  (row, column) => ((row * column) % 2) + ((row * column) % 3) === 0,
  (row, column) => (((row * column) % 2) + ((row * column) % 3)) % 2 === 0,
  (row, column) => (((row + column) % 2) + ((row * column) % 3)) % 2 === 0,
]

/**
 * Draws a text as a QR code at error correction level M.
 *
 * @returns undefined when it is longer than 180 bytes of UTF-8
 */
export function qrSymbol(text: string): QrSymbol | undefined {
  const bytes = utf8(text)
  const version = versionFor(bytes.length)
  if (version === undefined) return undefined
  const patterns = drawPatterns(version)
  const words = wordsOf(bytes, version)
  const free = freeModules(version.size, (row, column) => patterns[row]?.[column] === undefined)
  const candidates = masks.map((mask, number) => {
    const symbol = patterns.map((modules) => modules.map((module) => module === true))
    const put = (row: number, column: number, dark: boolean) => symbol[row]?.splice(column, 1, dark)
    free.forEach(([row, column], index) => {
      const bit = ((words[index >> 3] ?? 0) >> (7 - (index & 7))) & 1
      put(row, column, (bit === 1) !== mask(row, column))
    })
    for (const [row, column, dark] of formatModules(version.size, number)) put(row, column, dark)
    return { symbol, penalty: penaltyOf(symbol) }
  })
  return candidates.reduce((best, next) => (next.penalty < best.penalty ? next : best)).symbol
}

/** Where data goes: two columns at a time from the right, up and down in turns, around the patterns (7.7.3). */
function freeModules(size: number, isFree: (row: number, column: number) => boolean): [number, number][] {
  const free: [number, number][] = []
  let upward = true
  // The timing pattern stands in column 6: from 8 the next pair begins at 5.
  for (let column = size - 1; column > 0; column -= column === 8 ? 3 : 2) {
    for (let step = 0; step < size; step++) {
      const row = upward ? size - 1 - step : step
      for (const at of [column, column - 1]) if (isFree(row, at)) free.push([row, at])
    }
    upward = !upward
  }
  return free
}
