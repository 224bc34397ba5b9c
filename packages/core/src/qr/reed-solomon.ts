// ISO/IEC 18004, 7.5: error correction over GF(2^8) with the polynomial x^8 + x^4 + x^3 + x^2 + 1.

const polynomial = 0x11d
const order = 255

const powers = new Uint8Array(order)
const logs = new Uint8Array(order + 1)
for (let exponent = 0, value = 1; exponent < order; exponent++) {
  powers[exponent] = value
  logs[value] = exponent
  value = value & 0x80 ? (value << 1) ^ polynomial : value << 1
}

const at = (bytes: Uint8Array, index: number): number => bytes[index] ?? 0
const multiply = (a: number, b: number): number =>
  a === 0 || b === 0 ? 0 : at(powers, (at(logs, a) + at(logs, b)) % order)

/** @returns the remainder that makes `words` divisible by the generator of so many roots */
export function correctionOf(words: Uint8Array, count: number): Uint8Array {
  const generator = generatorOf(count)
  const rest = new Uint8Array(count)
  for (const word of words) {
    const factor = word ^ at(rest, 0)
    rest.copyWithin(0, 1)
    rest[count - 1] = 0
    for (let index = 0; index < count; index++) rest[index] = at(rest, index) ^ multiply(at(generator, index), factor)
  }
  return rest
}

/** The product of (x - 2^0) to (x - 2^(count - 1)), highest power first, without its leading 1. */
function generatorOf(count: number): Uint8Array {
  const generator = new Uint8Array(count)
  generator[count - 1] = 1
  for (let root = 0; root < count; root++) {
    for (let index = 0; index < count; index++)
      generator[index] = multiply(at(generator, index), at(powers, root)) ^ at(generator, index + 1)
  }
  return generator
}
