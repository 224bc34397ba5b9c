/** Digits and letters that nobody takes for one another: without 0, i, l, o and u. 31, so that positions and values count modulo a prime. */
const alphabet = '123456789abcdefghjkmnpqrstvwxyz'
const chanceCharacters = 18
const characters = 20
const groupCharacters = 5

/** A code as it is kept and compared: 20 characters of the alphabet. */
export type ActivationCode = string & { readonly kind: 'activation-code' }

export type ReadCode =
  | { readonly ok: true; readonly code: ActivationCode }
  /** `character`: one that no code has, at `at` from 1, counted without spaces and dashes. `check`: something was mistyped. */
  | { readonly ok: false; readonly fault: 'length' | 'check' }
  | { readonly ok: false; readonly fault: 'character'; readonly at: number }

/**
 * Makes a code of 89 bits of chance and two check characters.
 *
 * @param random fills bytes with randomness
 */
export function makeActivationCode(random: (sizeBytes: number) => Uint8Array): ActivationCode {
  const values: number[] = []
  while (values.length < chanceCharacters) {
    // The largest multiple of 31 that a byte holds: what lies above it would make some characters likelier.
    const fair = [...random(chanceCharacters)].filter((byte) => byte < 8 * alphabet.length)
    values.push(...fair.map((byte) => byte % alphabet.length))
  }
  const drawn = values.slice(0, chanceCharacters)
  return [...drawn, ...checkValues(drawn)].map((value) => alphabet[value]).join('') as ActivationCode
}

/** Reads what a person typed, before anybody is asked: upper case, spaces and dashes do not matter. */
export function readActivationCode(typed: string): ReadCode {
  const text = typed.toLowerCase().replace(/[\s-]/g, '')
  const values = [...text].map((character) => alphabet.indexOf(character))
  const unknown = values.indexOf(-1)
  if (unknown >= 0) return { ok: false, fault: 'character', at: unknown + 1 }
  if (values.length !== characters) return { ok: false, fault: 'length' }
  if (weighted(values, () => 1) !== 0 || weighted(values, (at) => at + 1) !== 0) return { ok: false, fault: 'check' }
  return { ok: true, code: text as ActivationCode }
}

/** As it is printed: in groups of five. */
export function showActivationCode(code: ActivationCode): string {
  const groups = code.toUpperCase().match(new RegExp(`.{${groupCharacters}}`, 'g')) ?? []
  return groups.join('-')
}

/**
 * The last two characters: the plain sum and the sum weighted by position are zero modulo 31. Any one or two wrong characters break one
 * of them, and two that changed places always do (a Reed-Solomon code of distance 3).
 */
function checkValues(drawn: readonly number[]): [number, number] {
  const plain = weighted(drawn, () => 1)
  const byPlace = weighted(drawn, (at) => at + 1)
  // With a at place 19 and b at place 20: a + b = -plain and 19a + 20b = -byPlace, so b = 19 plain - byPlace.
  const last = modulo((characters - 1) * plain - byPlace)
  return [modulo(-plain - last), last]
}

const weighted = (values: readonly number[], weight: (at: number) => number): number =>
  modulo(values.reduce((sum, value, at) => sum + value * weight(at), 0))

const modulo = (value: number): number => ((value % alphabet.length) + alphabet.length) % alphabet.length
