import koffi from 'koffi'
import { type Piece, Scratch } from '../native/scratch.ts'
import { type PcscLayout, pcscLayoutFor } from './layout.ts'

/** A PC/SC function that did not succeed. */
export class PcscFailure extends Error {
  override readonly name = 'PcscFailure'
  readonly code: number
  constructor(call: string, code: number) {
    super(`${call} answered 0x${code.toString(16)}`)
    this.code = code
  }
}

export interface ReaderState {
  readonly reader: string
  readonly hasCard: boolean
  /** Changes with every card that comes or goes, so that one is looked into once. */
  readonly events: number
}

export type ContextHandle = bigint
export type CardHandle = bigint

const scopeSystem = 2
const shareShared = 2
const protocols = 3 // T=0 and T=1
const leaveCard = 0
const statePresent = 0x20
const stateMute = 0x200
const readersLimitBytes = 4096
const maxReaders = 32
const answerLimitBytes = 4096
const noReaders = 0x8010002e

/** The system's PC/SC library. Every call is synchronous and may wait for a card, so it belongs in a child process. */
export class PcscLibrary {
  readonly #layout: PcscLayout
  readonly #scratch = new Scratch()
  readonly #call: (name: FunctionName, ...values: (bigint | number)[]) => number

  constructor(path: string, platform: NodeJS.Platform) {
    this.#layout = pcscLayoutFor(platform)
    this.#call = bind(path, this.#layout)
  }

  establish(): ContextHandle {
    return this.#scratch.during(() => {
      const context = this.#scratch.take(8)
      this.#do('SCardEstablishContext', scopeSystem, 0n, 0n, context.address)
      return this.#handleIn(context)
    })
  }

  /** Never fails: a context that can't be released is gone already. */
  release(context: ContextHandle): void {
    this.#call('SCardReleaseContext', context)
  }

  /** What stands in each reader now. Nothing is sent to any card. */
  states(context: ContextHandle): ReaderState[] {
    const readers = this.#readers(context)
    if (readers.length === 0) return []
    const { sizeBytes, nowAt } = this.#layout.readerState
    return this.#scratch.during(() => {
      const states = this.#scratch.take(sizeBytes * readers.length)
      readers.forEach((reader, index) => {
        const name = this.#scratch.put(new TextEncoder().encode(`${reader}\0`))
        states.view.setBigUint64(index * sizeBytes, name.address, true)
      })
      this.#do('SCardGetStatusChange', context, 0, states.address, readers.length)
      return readers.map((reader, index) => {
        const now = this.#wordIn(states, index * sizeBytes + nowAt)
        const hasCard = (now & statePresent) !== 0 && (now & stateMute) === 0
        return { reader, hasCard, events: now >>> 16 }
      })
    })
  }

  /** @returns the card and the protocol that was agreed on */
  connect(context: ContextHandle, reader: string): { card: CardHandle; protocol: number } {
    return this.#scratch.during(() => {
      const name = this.#scratch.put(new TextEncoder().encode(`${reader}\0`))
      const [card, protocol] = [this.#scratch.take(8), this.#scratch.take(8)]
      this.#do('SCardConnect', context, name.address, shareShared, protocols, card.address, protocol.address)
      return { card: this.#handleIn(card), protocol: this.#wordIn(protocol, 0) }
    })
  }

  /** From here to the end nobody else speaks to the card. */
  begin(card: CardHandle): void {
    this.#do('SCardBeginTransaction', card)
  }

  /** Neither of the two fails: a card that is gone needs no end. */
  endAndDisconnect(card: CardHandle): void {
    this.#call('SCardEndTransaction', card, leaveCard)
    this.#call('SCardDisconnect', card, leaveCard)
  }

  transmit(card: CardHandle, protocol: number, command: Uint8Array): Uint8Array {
    return this.#scratch.during(() => {
      const { wordBytes } = this.#layout
      const request = this.#scratch.take(2 * wordBytes)
      this.#setWord(request, 0, protocol)
      this.#setWord(request, wordBytes, 2 * wordBytes)
      const sent = this.#scratch.put(command)
      const answer = this.#scratch.take(answerLimitBytes)
      const length = this.#scratch.take(8)
      this.#setWord(length, 0, answerLimitBytes)
      const to = [request.address, sent.address, command.length] as const
      this.#do('SCardTransmit', card, ...to, 0n, answer.address, length.address)
      return answer.bytes.slice(0, Math.min(this.#wordIn(length, 0), answerLimitBytes))
    })
  }

  #readers(context: ContextHandle): string[] {
    return this.#scratch.during(() => {
      const names = this.#scratch.take(readersLimitBytes)
      const length = this.#scratch.take(8)
      this.#setWord(length, 0, readersLimitBytes)
      const code = this.#call('SCardListReaders', context, 0n, names.address, length.address)
      if (code === noReaders) return []
      if (code !== 0) throw new PcscFailure('SCardListReaders', code)
      const text = new TextDecoder().decode(names.bytes.subarray(0, this.#wordIn(length, 0)))
      return text
        .split('\0')
        .filter((name) => name !== '')
        .slice(0, maxReaders)
    })
  }

  #do(name: FunctionName, ...values: (bigint | number)[]): void {
    const code = this.#call(name, ...values)
    if (code !== 0) throw new PcscFailure(name, code)
  }

  #handleIn({ view }: Piece): bigint {
    return this.#layout.handleBytes === 8 ? view.getBigInt64(0, true) : BigInt(view.getInt32(0, true))
  }

  /** The lower half: no number of PC/SC needs more. */
  #wordIn({ view }: Piece, at: number): number {
    return view.getUint32(at, true)
  }

  #setWord({ view }: Piece, at: number, value: number): void {
    if (this.#layout.wordBytes === 8) view.setBigUint64(at, BigInt(value), true)
    else view.setUint32(at, value, true)
  }
}

/** The kinds of the arguments: w = DWORD, h = handle, p = pointer; and whether Windows has two of it. */
const functions = {
  SCardEstablishContext: ['wppp', false],
  SCardReleaseContext: ['h', false],
  SCardListReaders: ['hppp', true],
  SCardGetStatusChange: ['hwpw', true],
  SCardConnect: ['hpwwpp', true],
  SCardDisconnect: ['hw', false],
  SCardBeginTransaction: ['h', false],
  SCardEndTransaction: ['hw', false],
  SCardTransmit: ['hppwppp', false],
} as const satisfies Record<string, readonly [kinds: string, hasEnding: boolean]>
type FunctionName = keyof typeof functions

function bind(path: string, { word, handle, ending }: PcscLayout) {
  const library = koffi.load(path)
  const kinds = { w: word, h: handle, p: 'void *' } as const
  const callable = Object.fromEntries(
    Object.entries(functions).map(([name, [letters, hasEnding]]) => {
      const shape = Array.from(letters, (letter) => kinds[letter as keyof typeof kinds])
      return [
        name,
        library.func(`${name}${hasEnding ? ending : ''}`, handle === 'int64_t' ? 'int64_t' : 'int32_t', shape),
      ]
    }),
  )
  return (name: FunctionName, ...values: (bigint | number)[]): number => {
    const call = callable[name]
    if (call === undefined) throw new TypeError(`${path} has no ${name}`)
    return Number(BigInt.asUintN(32, BigInt(call(...values))))
  }
}
