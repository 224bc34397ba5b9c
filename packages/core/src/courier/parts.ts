import { utf8 } from '../encoding.ts'
import { hashBytes } from '../hash.ts'
import { partCharacters } from './limits.ts'

// A letter that is longer than one QR code: each part names itself, how many there are, and the letter it is of, so that they may be
// read in any order, and parts of two letters are told apart. `U1.2/3.kL0xYz8a.eyJhbGci…`

const partPattern = /^U1\.(\d{1,3})\/(\d{1,3})\.([A-Za-z0-9_-]{8})\.(.+)$/

export function splitLetter(letter: string): string[] {
  const count = Math.max(1, Math.ceil(letter.length / partCharacters))
  const name = nameOf(letter)
  return Array.from(
    { length: count },
    (_, index) =>
      `U1.${index + 1}/${count}.${name}.${letter.slice(index * partCharacters, (index + 1) * partCharacters)}`,
  )
}

/** What came of the parts that were read: the letter, or what stands in its way. */
export type Joined =
  | { readonly joined: 'whole'; readonly letter: string }
  | { readonly joined: 'missing'; readonly parts: readonly number[]; readonly of: number }
  | { readonly joined: 'mixed' }
  | { readonly joined: 'changed' }

/**
 * Takes a letter as it is, or its parts, in any order and any of them twice. Mail programs and phones break long lines: spaces are no part
 * of a letter, and divide its parts.
 */
export function joinLetter(text: string): Joined {
  const words = text.split(/\s+/).filter((word) => word !== '')
  if (!words.some((word) => partPattern.test(word))) return { joined: 'whole', letter: words.join('') }
  const parts = words.map((word) => partPattern.exec(word))
  const [first] = parts
  if (!first) return { joined: 'mixed' }
  const [, , of = '', name = ''] = first
  const found = new Map<number, string>()
  for (const part of parts) {
    if (part === null || part[2] !== of || part[3] !== name) return { joined: 'mixed' }
    found.set(Number(part[1]), part[4] ?? '')
  }
  const numbers = Array.from({ length: Number(of) }, (_, index) => index + 1)
  const missing = numbers.filter((number) => !found.has(number))
  if (missing.length > 0) return { joined: 'missing', parts: missing, of: numbers.length }
  const letter = numbers.map((number) => found.get(number)).join('')
  return nameOf(letter) === name ? { joined: 'whole', letter } : { joined: 'changed' }
}

const nameOf = (letter: string): string => hashBytes(utf8(letter)).slice(0, 8)
