// Bytes as text and back, strict in both directions: one spelling per value, so that equal bytes are equal text.

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const alphabet = encoder.encode('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_')
/** The value of each character by its code; -1 for one that is not in the alphabet. */
const values = new Int8Array(256).fill(-1)
alphabet.forEach((code, value) => {
  values[code] = value
})

export const utf8 = (text: string): Uint8Array => encoder.encode(text)

/** @returns the text, or undefined when the bytes are not UTF-8 */
export function fromUtf8(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes)
  } catch {
    return undefined
  }
}

/** base64url without padding (RFC 4648, section 5). */
export function base64url(bytes: Uint8Array): string {
  const codes = new Uint8Array(Math.ceil((bytes.length * 4) / 3))
  let length = 0
  for (let index = 0; index < bytes.length; index += 3) {
    const chunk = ((bytes[index] ?? 0) << 16) | ((bytes[index + 1] ?? 0) << 8) | (bytes[index + 2] ?? 0)
    const characters = Math.min(4, bytes.length - index + 1)
    for (let place = 0; place < characters; place++) codes[length++] = alphabet[(chunk >> (18 - 6 * place)) & 63] ?? 0
  }
  return decoder.decode(codes)
}

/** @returns the bytes, or undefined when the text is not the one canonical base64url spelling of any bytes */
export function fromBase64url(text: string): Uint8Array | undefined {
  const codes = encoder.encode(text)
  return codes.length === text.length ? fromBase64urlCodes(codes) : undefined
}

/** The same from the characters' codes: bytes are read several times faster than a text, and a part of them is not copied. */
export function fromBase64urlCodes(codes: Uint8Array): Uint8Array | undefined {
  const rest = codes.length % 4
  if (rest === 1) return undefined
  const whole = codes.length - rest
  const bytes = new Uint8Array((whole / 4) * 3 + Math.max(0, rest - 1))
  let length = 0
  for (let index = 0; index < whole; index += 4) {
    const chunk = chunkAt(codes, index)
    if (chunk < 0) return undefined
    bytes[length++] = chunk >> 16
    bytes[length++] = chunk >> 8
    bytes[length++] = chunk
  }
  if (rest === 0) return bytes
  // The last one or two bytes, filled up with `A`, which counts as zero: every bit left over must be zero too.
  const last = chunkAt(concatBytes(codes.subarray(whole), fill), 0)
  if (last < 0 || (last & (rest === 2 ? 0xffff : 0xff)) !== 0) return undefined
  bytes[length++] = last >> 16
  if (rest === 3) bytes[length++] = last >> 8
  return bytes
}

const fill = encoder.encode('AA')

/** The 24 bits of four characters; negative where one of them is not in the alphabet. */
function chunkAt(codes: Uint8Array, index: number): number {
  const a = values[codes[index] ?? 0] ?? -1
  const b = values[codes[index + 1] ?? 0] ?? -1
  const c = values[codes[index + 2] ?? 0] ?? -1
  const d = values[codes[index + 3] ?? 0] ?? -1
  return (a << 18) | (b << 12) | (c << 6) | d
}

/** base64 with padding (RFC 4648, section 4): how signed notes write bytes. */
export function base64(bytes: Uint8Array): string {
  const text = base64url(bytes).replaceAll('-', '+').replaceAll('_', '/')
  return text.padEnd(Math.ceil(text.length / 4) * 4, '=')
}

/** @returns the bytes, or undefined when the text is not the one canonical base64 spelling of any bytes */
export function fromBase64(text: string): Uint8Array | undefined {
  const bytes = fromBase64url(
    text
      .replaceAll('+', '-')
      .replaceAll('/', '_')
      .replace(/={1,2}$/, ''),
  )
  return bytes !== undefined && base64(bytes) === text ? bytes : undefined
}

export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let offset = 0
  for (const part of parts) {
    joined.set(part, offset)
    offset += part.length
  }
  return joined
}

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index])
}
