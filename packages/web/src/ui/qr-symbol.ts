import { encode } from 'uqr'

/** Rows of modules, true is dark; the light border that a reader needs is in them. */
export type QrSymbol = readonly (readonly boolean[])[]

/** More than an address needs, and small enough to be read from a screen across a desk. */
const usualLongestBytes = 180

/** @returns undefined where the text is too long */
export function qrSymbol(text: string, longestBytes = usualLongestBytes): QrSymbol | undefined {
  if (new TextEncoder().encode(text).length > longestBytes) return undefined
  return encode(text, { ecc: 'M', border: 4 }).data
}
