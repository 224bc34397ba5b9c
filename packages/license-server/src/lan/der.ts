// The few forms of DER (ITU-T X.690) that a certificate is made of.

const tags = {
  integer: 0x02,
  bits: 0x03,
  oid: 0x06,
  text: 0x0c,
  shortTime: 0x17,
  time: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const

export const sequence = (...parts: readonly Uint8Array[]): Buffer => tagged(tags.sequence, ...parts)
export const set = (...parts: readonly Uint8Array[]): Buffer => tagged(tags.set, ...parts)
export const text = (value: string): Buffer => tagged(tags.text, Buffer.from(value, 'utf8'))
export const bits = (value: Uint8Array): Buffer => tagged(tags.bits, Buffer.of(0), value)
/** `[number]` of a sequence, or the whole of its content. */
export const explicit = (number: number, content: Uint8Array): Buffer => tagged(0xa0 + number, content)

/** @param value its first bit is 0, or it would be negative */
export const integer = (value: Uint8Array): Buffer => tagged(tags.integer, value)

/** In UTC and to the second: through 2049 with two digits for its year, as certificates have it (RFC 5280, 4.1.2.5). */
export function time(at: Date): Buffer {
  const digits = `${at.toISOString().replaceAll(/[-:T]|\.\d+Z/g, '')}Z`
  const isShort = at.getUTCFullYear() < 2050
  return tagged(isShort ? tags.shortTime : tags.time, Buffer.from(isShort ? digits.slice(2) : digits, 'ascii'))
}

/** @param path such as `2.5.4.3`, with parts below 2^28 */
export function oid(path: string): Buffer {
  const [first = 0, second = 0, ...rest] = path.split('.').map(Number)
  return tagged(tags.oid, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]))
}

function base128(value: number): number[] {
  const digits = [value % 128]
  for (let left = Math.floor(value / 128); left > 0; left = Math.floor(left / 128)) digits.unshift((left % 128) + 128)
  return digits
}

function tagged(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts)
  return Buffer.concat([Buffer.of(tag), lengthOf(content.length), content])
}

/** Short form below 128, else the number of bytes and the bytes. */
function lengthOf(size: number): Buffer {
  if (size < 128) return Buffer.of(size)
  return size < 256 ? Buffer.of(0x81, size) : Buffer.of(0x82, size >> 8, size & 0xff)
}
