import type { QrVersion } from './version.ts'

/** A module that is drawn, or one that is left for data. */
type Module = boolean | undefined
type PlacedModule = readonly [row: number, column: number, dark: boolean]

/** Everything in a symbol that is not data, format left light for now (ISO/IEC 18004, 6.3). */
export function drawPatterns(version: QrVersion): Module[][] {
  const { size, centers } = version
  const modules: Module[][] = Array.from({ length: size }, () => Array.from({ length: size }, () => undefined))
  const put = (row: number, column: number, dark: boolean) => {
    if (row >= 0 && column >= 0 && row < size && column < size) modules[row]?.splice(column, 1, dark)
  }
  for (let index = 0; index < size; index++) {
    put(6, index, index % 2 === 0)
    put(index, 6, index % 2 === 0)
  }
  for (const [row, column] of alignments(centers)) drawRings(put, row, column, 2, [0, 2])
  for (const [row, column] of [
    [3, 3],
    [3, size - 4],
    [size - 4, 3],
  ] as const)
    drawRings(put, row, column, 4, [0, 1, 3])
  for (const [row, column] of formatModules(size, 0)) put(row, column, false)
  for (const [row, column, dark] of versionModules(version)) put(row, column, dark)
  return modules
}

/** Squares around a center, each dark or light as a whole. */
function drawRings(
  put: (row: number, column: number, dark: boolean) => void,
  row: number,
  column: number,
  radius: number,
  dark: readonly number[],
): void {
  for (let down = -radius; down <= radius; down++) {
    for (let right = -radius; right <= radius; right++)
      put(row + down, column + right, dark.includes(Math.max(Math.abs(down), Math.abs(right))))
  }
}

/** Every crossing of the centers, except where finder patterns stand. */
function alignments(centers: readonly number[]): [number, number][] {
  const last = centers.at(-1)
  return centers.flatMap((row) =>
    centers.flatMap((column): [number, number][] => {
      const isFinder = (row === 6 && (column === 6 || column === last)) || (row === last && column === 6)
      return isFinder ? [] : [[row, column]]
    }),
  )
}

/** Level M and the mask, twice, and the module that is always dark (7.9). */
export function formatModules(size: number, mask: number): PlacedModule[] {
  const bits = ((mask << 10) | remainder(mask << 10, 0x537)) ^ 0x5412
  const placed: PlacedModule[] = [[size - 8, 8, true]]
  for (let index = 0; index < 15; index++) {
    const dark = ((bits >> index) & 1) === 1
    const around = index < 6 ? index : index < 8 ? index + 1 : 14 - index
    const beside: [number, number] = index < 8 ? [around, 8] : [8, index === 8 ? 7 : around]
    placed.push([...beside, dark], index < 8 ? [8, size - 1 - index, dark] : [size - 15 + index, 8, dark])
  }
  return placed
}

/** From version 7 on its number stands beside two of the finder patterns (7.10). */
function versionModules({ number, size }: QrVersion): PlacedModule[] {
  if (number < 7) return []
  const bits = (number << 12) | remainder(number << 12, 0x1f25)
  return Array.from({ length: 18 }, (_, index): PlacedModule[] => {
    const [far, near] = [size - 11 + (index % 3), Math.floor(index / 3)]
    const dark = ((bits >> index) & 1) === 1
    return [
      [far, near, dark],
      [near, far, dark],
    ]
  }).flat()
}

/** Of a division of polynomials over GF(2): the bits of a BCH code. */
function remainder(value: number, divisor: number): number {
  const length = (bits: number) => 32 - Math.clz32(bits)
  let rest = value
  while (length(rest) >= length(divisor)) rest ^= divisor << (length(rest) - length(divisor))
  return rest
}
