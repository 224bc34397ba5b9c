import { thumbprint } from '@undongle/core/key'
import { DongleError } from '../../error.ts'
import { Applet } from './applet.ts'
import { Card } from './card.ts'
import { type AppletDescription, appletKey } from './description.ts'
import { isOfService, toDongleError } from './failure.ts'
import { type ContextHandle, PcscFailure, type PcscLibrary, type ReaderState } from './library.ts'

/** A card with our applet that stands in a reader. */
export interface FoundApplet {
  readonly reader: string
  readonly key: string
  /** Thumbprint of its key; null on a blank one. */
  readonly id: string | null
  readonly description: AppletDescription
}

interface Looked {
  readonly events: number
  readonly found: FoundApplet | undefined
}

/** A card was reset by another program between two calls of ours. */
const wasReset = 0x80100068
const connectsAgain = 3

/** The readers of this machine. A card is looked into once, when it comes: it may be another one, in use by another program. */
export class CardReaders {
  readonly #library: PcscLibrary
  readonly #looked = new Map<string, Looked>()
  #context: ContextHandle | undefined

  constructor(library: PcscLibrary) {
    this.#library = library
  }

  /** Every card with our applet that is in now. */
  find(): FoundApplet[] {
    const states = this.#inContext((context) => this.#library.states(context)).filter(({ hasCard }) => hasCard)
    for (const reader of this.#looked.keys())
      if (!states.some((state) => state.reader === reader)) this.#looked.delete(reader)
    return states.flatMap((state) => {
      const found = this.#lookInto(state)
      return found === undefined ? [] : [found]
    })
  }

  /** Speaks to the card in one reader, and nobody else meanwhile. @throws DongleError `removed` */
  speak<T>(reader: string, work: (applet: Applet) => T): T {
    try {
      const { card, protocol } = this.#connect(reader)
      try {
        return work(new Applet(new Card((command) => this.#library.transmit(card, protocol, command))))
      } finally {
        this.#library.endAndDisconnect(card)
      }
    } catch (error) {
      throw toDongleError(error)
    }
  }

  /** A blank one got its key, or it is another card than it was. */
  lookAgain(reader: string): void {
    this.#looked.delete(reader)
  }

  #lookInto({ reader, events }: ReaderState): FoundApplet | undefined {
    const known = this.#looked.get(reader)
    // A blank card is asked each time: another process may make its key.
    if (known?.events === events && known.found?.id !== null) return known.found
    try {
      const found = this.speak(reader, (applet) => lookAt(reader, applet))
      this.#looked.set(reader, { events, found })
      return found
    } catch (error) {
      if (error instanceof DongleError) return undefined
      throw error
    }
  }

  #connect(reader: string) {
    for (let tries = 0; ; tries++) {
      const connected = this.#inContext((context) => this.#library.connect(context, reader))
      try {
        this.#library.begin(connected.card)
        return connected
      } catch (error) {
        this.#library.endAndDisconnect(connected.card)
        if (tries === connectsAgain || !(error instanceof PcscFailure) || error.code !== wasReset) throw error
      }
    }
  }

  /** A service that was started again knows nothing of our context: a new one is asked for, once. */
  #inContext<T>(work: (context: ContextHandle) => T): T {
    try {
      this.#context ??= this.#library.establish()
      return work(this.#context)
    } catch (error) {
      if (!isOfService(error)) throw toDongleError(error)
      this.#forgetContext()
    }
    try {
      this.#context = this.#library.establish()
      return work(this.#context)
    } catch (error) {
      if (isOfService(error)) this.#forgetContext()
      throw toDongleError(error)
    }
  }

  #forgetContext(): void {
    if (this.#context !== undefined) this.#library.release(this.#context)
    this.#context = undefined
    this.#looked.clear()
  }
}

function lookAt(reader: string, applet: Applet): FoundApplet | undefined {
  const description = applet.choose()
  if (description === undefined) return undefined
  const id = description.stage === 'blank' ? null : thumbprint(applet.contents().publicKey)
  return { reader, key: appletKey(description), id, description }
}
