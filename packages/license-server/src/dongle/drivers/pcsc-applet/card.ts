import { concatBytes } from '@undongle/core/encoding'
import { DongleError } from '../../error.ts'

/** What a card answered: the bytes, and its two status bytes as one number. */
export interface CardAnswer {
  readonly data: Uint8Array
  readonly status: number
}

export interface Command {
  readonly class: 0x00 | 0x80
  readonly instruction: number
  readonly p1?: number
  readonly p2?: number
  readonly data?: Uint8Array
  /** The most bytes that are wanted back, when any are. */
  readonly expected?: number
}

const shortDataBytes = 255
const shortAnswerBytes = 256
/** A card that always says there is more must come to an end. */
const maxParts = 64

/** Sends commands of ISO 7816-4 over a way that takes bytes and answers with bytes. */
export class Card {
  readonly #transmit: (command: Uint8Array) => Uint8Array

  constructor(transmit: (command: Uint8Array) => Uint8Array) {
    this.#transmit = transmit
  }

  send(command: Command): CardAnswer {
    let answer = this.#sendOne(encodeCommand(command))
    const parts = [answer.data]
    for (let part = 1; answer.status >> 8 === 0x61; part++) {
      if (part === maxParts) throw new DongleError('incomplete', 'the card always has more to say')
      answer = this.#sendOne(encodeCommand({ class: 0, instruction: 0xc0, expected: shortAnswerBytes }))
      parts.push(answer.data)
    }
    return { data: concatBytes(...parts), status: answer.status }
  }

  #sendOne(bytes: Uint8Array): CardAnswer {
    const answer = this.#transmit(bytes)
    if (answer.length < 2) throw new DongleError('incomplete', 'the card answered without a status')
    const [high = 0, low = 0] = answer.subarray(-2)
    return { data: answer.subarray(0, -2), status: (high << 8) | low }
  }
}

/** The short form where it does, and the extended one where more than 256 bytes are wanted back. */
function encodeCommand({ class: first, instruction, p1 = 0, p2 = 0, data, expected }: Command): Uint8Array {
  const head = Uint8Array.of(first, instruction, p1, p2)
  const length = data?.length ?? 0
  if (length > shortDataBytes) throw new RangeError(`a command holds ${shortDataBytes} bytes`)
  const isExtended = (expected ?? 0) > shortAnswerBytes
  const body = data === undefined ? [] : [Uint8Array.of(...(isExtended ? [0, 0, length] : [length])), data]
  if (expected === undefined) return concatBytes(head, ...body)
  if (!isExtended) return concatBytes(head, ...body, Uint8Array.of(expected & 0xff))
  const start = data === undefined ? [0] : []
  return concatBytes(head, ...body, Uint8Array.of(...start, expected >> 8, expected & 0xff))
}
