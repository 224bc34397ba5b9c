import { licensesPerDongle, objectsPerDongle, orderSizeBytes, stateBodySizeBytes } from '@undongle/core/dongle/limits'
import type { StateAct } from '@undongle/core/dongle/state'
import { base64url, concatBytes, fromBase64url, utf8 } from '@undongle/core/encoding'
import { hashBytes } from '@undongle/core/hash'
import type { TransferId } from '@undongle/core/id'
import type { PublicKey } from '@undongle/core/key'
import type { CancelRequest } from '../../driver.ts'
import { DongleError } from '../../error.ts'
import { expectAccepted } from './answer.ts'
import type { Card, Command } from './card.ts'
import { type AppletDescription, parseDescription } from './description.ts'

/** What the applet keeps: its key, the state with its signature, and the documents by their hashes. */
export interface AppletContents {
  readonly publicKey: PublicKey
  readonly state: Uint8Array | undefined
  /** The license list first, then the orders. */
  readonly documents: readonly { readonly hash: string; readonly sizeBytes: number }[]
}

const name = Uint8Array.of(0xf0, ...utf8('UNDONGLE'))
/** What one LOAD carries. */
const loadBytes = 255
const pointBytes = 65
const contentsLimitBytes = 1 + pointBytes + 2 + stateBodySizeBytes + 64 + objectsPerDongle * 34

/** The commands of our applet, one method each (docs/reference/applet.md). */
export class Applet {
  readonly #card: Card
  #answerLimitBytes = 256

  constructor(card: Card) {
    this.#card = card
  }

  /** Chooses the applet, which also makes it forget a PIN. @returns undefined when the card has none */
  choose(): AppletDescription | undefined {
    const command = { class: 0x00, instruction: 0xa4, p1: 0x04, data: name, expected: 256 } as const
    const { data, status } = this.#card.send(command)
    if (status >> 12 === 6) return undefined
    const description = status === 0x9000 ? parseDescription(data) : undefined
    if (description === undefined) throw new DongleError('incomplete', 'the applet does not say what it is')
    this.#answerLimitBytes = description.answerLimitBytes
    return description
  }

  verifyPin(pin: Uint8Array): void {
    this.#do({ class: 0x00, instruction: 0x20, p2: 0x80, data: pin })
  }

  makeKey(): PublicKey {
    return parsePoint(this.#do({ class: 0x80, instruction: 0x10, expected: 256 }))
  }

  contents(): AppletContents {
    return parseContents(this.#read({ class: 0x80, instruction: 0x12 }, contentsLimitBytes))
  }

  /** Its bytes are known by their hash: what a card says is theirs and is not never passes. */
  document({ hash, sizeBytes }: AppletContents['documents'][number]): Uint8Array {
    const data = fromBase64url(hash) ?? new Uint8Array()
    const bytes = this.#read({ class: 0x80, instruction: 0x14, data }, Math.min(sizeBytes, orderSizeBytes))
    if (hashBytes(bytes) !== hash) throw new DongleError('incomplete', 'a document is not the one it is called')
    return bytes
  }

  load(document: Uint8Array): void {
    for (let offset = 0; offset < document.length; offset += loadBytes) {
      this.#do({
        ...at({ class: 0x80, instruction: 0x20 }, offset),
        data: document.subarray(offset, offset + loadBytes),
      })
    }
  }

  writeList(hash: string): void {
    this.#do({ class: 0x80, instruction: 0x30, data: fromBase64url(hash) ?? new Uint8Array() })
  }

  retire(generation: number, { order, transfer, until, lines }: Extract<StateAct, { act: 'retire' }>): void {
    const bitmap = new Uint8Array(licensesPerDongle / 8)
    for (const line of lines) bitmap[line >> 3] = (bitmap[line >> 3] ?? 0) | (0x80 >> (line & 7))
    const named = [fromBase64url(order) ?? new Uint8Array(), transferBytes(transfer), numberBytes(until ?? 0, 5)]
    this.#do({ class: 0x80, instruction: 0x32, data: concatBytes(numberBytes(generation, 4), ...named, bitmap) })
  }

  cancel({ generation, transfer, certificateAtHand }: CancelRequest): void {
    const data = concatBytes(numberBytes(generation, 4), transferBytes(transfer))
    this.#do({ class: 0x80, instruction: 0x34, p1: certificateAtHand ? 1 : 0, data })
  }

  /** @param stands what is signed beside the challenge: the applet's state, or what is only read of it */
  signPresence(stands: 'state' | 'reading', transfer: TransferId, nonce: string): Uint8Array {
    const data = concatBytes(transferBytes(transfer), utf8(nonce))
    const command = { class: 0x80, instruction: 0x40, p1: stands === 'reading' ? 1 : 0, p2: 1, data } as const
    return this.#do({ ...command, expected: 256 })
  }

  #read(command: Command, limitBytes: number): Uint8Array {
    const parts: Uint8Array[] = []
    for (let offset = 0; offset <= limitBytes; ) {
      const part = this.#do({ ...at(command, offset), expected: this.#answerLimitBytes })
      parts.push(part)
      offset += part.length
      if (part.length < this.#answerLimitBytes) break
    }
    const bytes = concatBytes(...parts)
    if (bytes.length > limitBytes) throw new DongleError('incomplete', 'the card holds more than it may')
    return bytes
  }

  #do(command: Command): Uint8Array {
    return expectAccepted(this.#card.send(command))
  }
}

const at = (command: Command, offset: number): Command => ({ ...command, p1: offset >> 8, p2: offset & 0xff })

const transferBytes = (transfer: TransferId): Uint8Array => utf8(transfer.slice('tr_'.length))

function numberBytes(value: number, sizeBytes: number): Uint8Array {
  return Uint8Array.from({ length: sizeBytes }, (_, index) => Math.floor(value / 256 ** (sizeBytes - 1 - index)) % 256)
}

/** Count of documents, the point, the state with its length, then hash and length of each document. */
function parseContents(bytes: Uint8Array): AppletContents {
  const [count = 0] = bytes
  const publicKey = parsePoint(bytes.subarray(1, 1 + pointBytes))
  if (bytes.length === 1 + pointBytes && count === 0) return { publicKey, state: undefined, documents: [] }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const stateAt = 1 + pointBytes + 2
  const documentsAt = bytes.length < stateAt ? 0 : stateAt + view.getUint16(stateAt - 2)
  if (documentsAt === 0 || bytes.length !== documentsAt + count * 34)
    throw new DongleError('incomplete', 'the card’s contents do not fit together')
  return {
    publicKey,
    state: bytes.slice(stateAt, documentsAt),
    documents: Array.from({ length: count }, (_, index) => {
      const from = documentsAt + index * 34
      return { hash: base64url(bytes.subarray(from, from + 32)), sizeBytes: view.getUint16(from + 32) }
    }),
  }
}

function parsePoint(bytes: Uint8Array): PublicKey {
  if (bytes.length !== pointBytes || bytes[0] !== 4) throw new DongleError('incomplete', 'the card shows no P-256 key')
  return { kty: 'EC', crv: 'P-256', x: base64url(bytes.subarray(1, 33)), y: base64url(bytes.subarray(33)) }
}
