/** One size of symbol at error correction level M (ISO/IEC 18004, tables 9 and E.1). */
export interface QrVersion {
  readonly number: number
  /** Modules on a side. */
  readonly size: number
  /** Correction words of each block. */
  readonly correction: number
  /** Data words of each block, in their order. */
  readonly blocks: readonly number[]
  /** Rows and columns of the alignment patterns' centers. */
  readonly centers: readonly number[]
}

const table = [
  { correction: 10, blocks: [16], centers: [] },
  { correction: 16, blocks: [28], centers: [6, 18] },
  { correction: 26, blocks: [44], centers: [6, 22] },
  { correction: 18, blocks: [32, 32], centers: [6, 26] },
  { correction: 24, blocks: [43, 43], centers: [6, 30] },
  { correction: 16, blocks: [27, 27, 27, 27], centers: [6, 34] },
  { correction: 18, blocks: [31, 31, 31, 31], centers: [6, 22, 38] },
  { correction: 22, blocks: [38, 38, 39, 39], centers: [6, 24, 42] },
  { correction: 22, blocks: [36, 36, 36, 37, 37], centers: [6, 26, 46] },
]

const versions: readonly QrVersion[] = table.map((row, index) => ({ number: index + 1, size: 21 + 4 * index, ...row }))

export const dataWordsOf = ({ blocks }: QrVersion): number => blocks.reduce((sum, words) => sum + words, 0)

/** Mode and length take twelve bits in these versions: two words with the first four bits of the text. */
const headWords = 2

/** The smallest symbol that holds so many bytes; undefined when there is none up to version 9, which holds 180. */
export const versionFor = (sizeBytes: number): QrVersion | undefined =>
  versions.find((version) => sizeBytes + headWords <= dataWordsOf(version))
