import { base64url } from '@undongle/core/encoding'
import { thumbprint } from '@undongle/core/key'
import type { DongleCapabilities, DongleIdentity, DongleReading, PinEntry } from '../../driver.ts'
import { DongleError, type DongleFault } from '../../error.ts'
import { expectTryAllowed } from '../../pin.ts'
import { contentOf } from '../../reading.ts'
import { triesOf } from './answer.ts'
import type { Applet, AppletContents } from './applet.ts'
import { type AppletDescription, appletKey } from './description.ts'
import { HeldPin } from './held-pin.ts'
import type { CardReaders, FoundApplet } from './readers.ts'

export interface AppletSettings {
  /** Never write, whatever the card would allow: to try class B on any. */
  readonly readOnly: boolean
  /** The most our documents may take on one card, in bytes; null leaves it to the card. */
  readonly roomLimitBytes: number | null
}

/** The dongle while nobody else speaks to it: all that is on it was read already. */
export interface Visit {
  readonly applet: Applet
  readonly identity: DongleIdentity
  readonly capabilities: DongleCapabilities
  readonly reading: DongleReading
}

const doubtful: ReadonlySet<DongleFault> = new Set(['incomplete', 'driver-unavailable', 'timed-out'])

/** One card. Every visit looks for it anew and reads it whole; documents never change, so each is read once. */
export class AppletVisits {
  readonly #readers: CardReaders
  readonly #settings: AppletSettings
  readonly #key: string
  readonly #neighbors: ReadonlySet<string>
  readonly #pin = new HeldPin()
  readonly #documents = new Map<string, Uint8Array>()
  #id: string | undefined

  constructor(readers: CardReaders, settings: AppletSettings, key: string) {
    this.#readers = readers
    this.#settings = settings
    this.#key = key
    const found = readers.find()
    if (!found.some((applet) => applet.key === key)) throw new DongleError('removed', key)
    this.#neighbors = new Set(found.map((applet) => applet.key))
  }

  unlock(entry: PinEntry): void {
    this.#pin.drop()
    this.#speak((applet, { pinTries }) => {
      expectTryAllowed(triesOf(pinTries), entry)
      this.#pin.hold(entry)
      this.#pin.tell(applet)
      applet.choose() // and the card forgets it
    })
  }

  close(): void {
    this.#pin.drop()
  }

  read<T>(work: (visit: Visit) => T): T {
    return this.#speak((applet, description) => work(this.#visit(applet, description)))
  }

  write<T>(work: (visit: Visit) => T): T {
    return this.#speak((applet, description) => {
      this.#pin.tell(applet)
      const done = work(this.#visit(applet, description))
      applet.choose()
      return done
    })
  }

  /** Makes the key if there is none. */
  makeKey(): DongleIdentity {
    if (this.#settings.readOnly) throw new DongleError('read-only')
    const identity = this.#speak((applet, description) => {
      if (description.stage === 'blank') {
        this.#pin.tell(applet)
        applet.makeKey()
        applet.choose()
      }
      return this.#identify(description, applet.contents())
    })
    this.#readers.lookAgain(this.#find().reader)
    return identity
  }

  #visit(applet: Applet, description: AppletDescription): Visit {
    if (description.stage === 'blank') throw new DongleError('not-an-undongle-dongle', this.#key)
    const contents = applet.contents()
    const identity = this.#identify(description, contents)
    const reading = this.#readingOf(applet, identity, contents)
    return { applet, identity, reading, capabilities: this.#capabilities(description, contents) }
  }

  #readingOf(applet: Applet, identity: DongleIdentity, { state, documents }: AppletContents): DongleReading {
    const texts = documents.map((document) => {
      const bytes = this.#documents.get(document.hash) ?? applet.document(document)
      this.#documents.set(document.hash, bytes)
      return base64url(bytes)
    })
    const states = state === undefined ? [] : [base64url(state)]
    const reading = { identity, complete: true, objects: { states, lists: texts.slice(0, 1), orders: texts.slice(1) } }
    return { ...reading, complete: contentOf(reading).state !== 'incomplete' }
  }

  #identify(description: AppletDescription, { publicKey }: AppletContents): DongleIdentity {
    const id = thumbprint(publicKey)
    if (this.#id !== undefined && this.#id !== id) throw new DongleError('replaced', 'same serial, another key')
    this.#id = id
    const { label, manufacturer, model, serial, firmware } = description
    return { driver: 'pcsc-applet', key: this.#key, id, publicKey, label, manufacturer, model, serial, firmware }
  }

  #capabilities({ roomBytes, pinTries }: AppletDescription, { documents }: AppletContents): DongleCapabilities {
    const { readOnly, roomLimitBytes } = this.#settings
    const used = documents.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
    const limit = roomLimitBytes === null ? roomBytes : Math.max(0, roomLimitBytes - used)
    return {
      grade: { class: readOnly ? 'B' : 'A', crashSafe: !readOnly, tamperProof: !readOnly },
      readOnly,
      pin: 'user',
      pinTries: triesOf(pinTries),
      signs: ['ES256'],
      roomBytes: Math.min(roomBytes, limit),
      evaluation: false,
    }
  }

  /** A card that went away has forgotten everything; so have we. */
  #speak<T>(work: (applet: Applet, description: AppletDescription) => T): T {
    try {
      const { reader } = this.#find()
      return this.#readers.speak(reader, (applet) => {
        const description = applet.choose()
        if (description !== undefined && appletKey(description) === this.#key) return work(applet, description)
        this.#readers.lookAgain(reader)
        throw new DongleError('removed', this.#key)
      })
    } catch (error) {
      if (!(error instanceof DongleError)) throw error
      if (error.fault === 'removed' || (doubtful.has(error.fault) && !this.#isStillIn())) throw this.#gone()
      throw error
    }
  }

  /** A card that is pulled while it answers may seem to answer nonsense. */
  #isStillIn(): boolean {
    try {
      const description = this.#readers.speak(this.#find().reader, (applet) => applet.choose())
      return description !== undefined && appletKey(description) === this.#key
    } catch {
      return false
    }
  }

  #find(): FoundApplet {
    const found = this.#readers.find().find(({ key }) => key === this.#key)
    if (found === undefined) throw new DongleError('removed', this.#key)
    return found
  }

  /** Another card where there was none before says: the wrong one was plugged in. */
  #gone(): DongleError {
    this.#pin.drop()
    const newcomer = this.#readers.find().find(({ key }) => !this.#neighbors.has(key))
    return newcomer === undefined ? new DongleError('removed', this.#key) : new DongleError('replaced', newcomer.key)
  }
}
