/** A command of ISO 7816-4, taken apart. */
export interface Command {
  readonly class: number
  /** More of the same command follows. */
  readonly isChained: boolean
  readonly instruction: number
  readonly p1: number
  readonly p2: number
  readonly data: Uint8Array
  /** The most bytes that are wanted back; undefined when none were asked for. */
  readonly expected: number | undefined
  readonly isExtended: boolean
}

export interface Answer {
  readonly data: Uint8Array
  readonly status: number
}

export const accept = (data: Uint8Array = new Uint8Array()): Answer => ({ data, status: 0x9000 })
export const refuse = (status: number): Answer => ({ data: new Uint8Array(), status })

export function encodeAnswer({ data, status }: Answer): Uint8Array {
  return Buffer.concat([data, Uint8Array.of(status >> 8, status & 0xff)])
}

/** @returns undefined when its lengths do not fit together */
export function parseCommand(bytes: Uint8Array): Command | undefined {
  const [first = 0, instruction = 0, p1 = 0, p2 = 0] = bytes
  if (bytes.length < 4) return undefined
  const body = parseBody(Buffer.from(bytes.subarray(4)))
  return body && { class: first & 0xef, isChained: (first & 0x10) !== 0, instruction, p1, p2, ...body }
}

type Body = Pick<Command, 'data' | 'expected' | 'isExtended'>

/** The seven cases: nothing, Le, Lc with data, both; the last three also in the extended form, which begins with a zero. */
function parseBody(body: Buffer): Body | undefined {
  const none = { data: new Uint8Array(), expected: undefined, isExtended: false }
  if (body.length === 0) return none
  if (body.length === 1) return { ...none, expected: body.readUInt8(0) || 256 }
  if (body[0] !== 0) return withData(body.subarray(1), body.readUInt8(0), 1)
  if (body.length < 3) return undefined
  const length = body.readUInt16BE(1)
  if (body.length === 3) return { ...none, expected: length || 65_536, isExtended: true }
  const parsed = withData(body.subarray(3), length, 2)
  return parsed && { ...parsed, isExtended: true }
}

function withData(rest: Buffer, length: number, lengthBytes: 1 | 2): Body | undefined {
  const [data, tail] = [rest.subarray(0, length), rest.subarray(length)]
  if (data.length < length) return undefined
  if (tail.length === 0) return { data, expected: undefined, isExtended: false }
  if (tail.length !== lengthBytes) return undefined
  const expected = tail.readUIntBE(0, lengthBytes)
  return { data, expected: expected || (lengthBytes === 1 ? 256 : 65_536), isExtended: false }
}
