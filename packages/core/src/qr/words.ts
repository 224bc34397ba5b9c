import { correctionOf } from './reed-solomon.ts'
import { dataWordsOf, type QrVersion } from './version.ts'

const byteMode = 0b0100
const padding = [0xec, 0x11] as const

/** The words of a symbol in the order in which they are drawn (ISO/IEC 18004, 7.4 to 7.6). */
export function wordsOf(bytes: Uint8Array, version: QrVersion): number[] {
  const data = dataOf(bytes, dataWordsOf(version))
  const blocks: Uint8Array[] = []
  let from = 0
  for (const length of version.blocks) {
    blocks.push(data.subarray(from, from + length))
    from += length
  }
  const corrections = blocks.map((block) => correctionOf(block, version.correction))
  return [...interleave(blocks), ...interleave(corrections)]
}

/** Mode, length, text, end, padding: all shifted by the four bits of the mode. */
function dataOf(bytes: Uint8Array, count: number): Uint8Array {
  const nibbles = [byteMode, ...[bytes.length, ...bytes].flatMap((byte) => [byte >> 4, byte & 0xf]), 0]
  const data = new Uint8Array(count)
  const used = nibbles.length / 2
  for (let index = 0; index < count; index++) {
    const [high = 0, low = 0] = nibbles.slice(2 * index, 2 * index + 2)
    data[index] = index < used ? (high << 4) | low : padding[(index - used) % 2 === 0 ? 0 : 1]
  }
  return data
}

/** The first word of each block, then the second of each: a scratch hurts all of them a little. */
function interleave(blocks: readonly Uint8Array[]): number[] {
  const longest = Math.max(...blocks.map(({ length }) => length))
  return Array.from({ length: longest }, (_, index) => blocks.flatMap((block) => block[index] ?? [])).flat()
}
