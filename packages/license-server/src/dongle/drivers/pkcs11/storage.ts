import { createHash } from 'node:crypto'
import { objectsPerDongle, orderSizeBytes } from '@undongle/core/dongle/limits'
import { fromUtf8 } from '@undongle/core/encoding'
import { thumbprint } from '@undongle/core/key'
import type { DongleCapabilities, DongleIdentity, PinEntry } from '../../driver.ts'
import { DongleError, type PinTries } from '../../error.ts'
import { type DongleStorage, type DongleVisit, kindOfName, type NamedObject, type StoredObject } from '../../storage.ts'
import { CKA, CKF, CKM, CKO } from './constants.ts'
import { toDongleError } from './failure.ts'
import { booleanAttribute, type ObjectHandle, type SessionHandle, textAttribute } from './library.ts'
import { expectTryAllowed, HeldPin, triesOf } from './pin.ts'
import { findPrivateKey, findPublicKeys, generateKey } from './public-key.ts'
import { findTokens, type Pkcs11Module, type Token, tokenInSlot } from './tokens.ts'

/** CKA_APPLICATION of every object of ours. */
const application = 'undongle/1'
const nameLimitBytes = 128

export interface TokenSettings {
  /** Never write, whatever the token would allow: to try class B on any token. */
  readOnly: boolean
  /** The most our objects may take on one token, in bytes; null leaves it to the token. */
  roomLimitBytes: number | null
}

/** One PKCS#11 token. Every visit looks for it anew, opens its own session and closes it. */
export class TokenStorage implements DongleStorage {
  readonly #module: Pkcs11Module
  readonly #settings: TokenSettings
  readonly #key: string
  readonly #neighbors: ReadonlySet<string>
  readonly #pin = new HeldPin()
  #id: string | undefined

  constructor(module: Pkcs11Module, settings: TokenSettings, key: string) {
    this.#module = module
    this.#settings = settings
    this.#key = key
    this.#neighbors = new Set(findTokens(module).map((token) => token.key))
    if (!this.#neighbors.has(key)) throw new DongleError('removed', key)
  }

  unlock(entry: PinEntry): void {
    const token = this.#find()
    expectTryAllowed(triesOf(token.info.flags, this.#hasFailed()), entry)
    const pin = new TextEncoder().encode(entry.pin)
    this.#inSession(token, 'read', (session) => {
      this.#login(session, pin)
      this.#pin.hold(pin)
    })
  }

  close(): void {
    this.#pin.drop()
  }

  visit<T>(mode: 'read' | 'write', work: (visit: DongleVisit) => T): T {
    const token = this.#find()
    const pin = mode === 'write' && needsLogin(token) ? this.#pin.get() : undefined
    const opened = mode === 'write' && !this.#isReadOnly(token) ? 'write' : 'read'
    return this.#inSession(token, opened, (session) => {
      if (pin !== undefined) this.#login(session, pin)
      return work(this.#visitIn(token, opened, session))
    })
  }

  /** Makes the key pair if there is none. */
  makeKey(entry: PinEntry | undefined): DongleIdentity {
    if (entry !== undefined) this.unlock(entry)
    const token = this.#find()
    if (this.#isReadOnly(token)) throw new DongleError('read-only')
    return this.#inSession(token, 'write', (session) => {
      if (needsLogin(token)) this.#login(session, this.#pin.get())
      if (findPublicKeys(this.#module.library, session).length === 0) generateKey(this.#module.library, session)
      return this.#identify(token, session)
    })
  }

  #visitIn(token: Token, mode: 'read' | 'write', first: SessionHandle): DongleVisit {
    const { library } = this.#module
    let session = first
    return {
      identify: () => this.#identify(token, session),
      capabilities: () => this.#capabilities(token, session),
      objects: () => this.#objects(session),
      create: (object) => void library.createObject(session, this.#template(object)),
      destroy: (handle) => library.destroyObject(session, BigInt(handle)),
      lookAgain: () => {
        const old = session
        session = library.openSession(token.slot, mode)
        library.closeSession(old) // after, because the login ends with the last session
      },
      confirm: () => {
        if (tokenInSlot(library, token.slot)?.key !== this.#key) throw this.#gone()
      },
      sign: (message) => this.#sign(session, message),
    }
  }

  #identify({ info, key }: Token, session: SessionHandle): DongleIdentity {
    const [publicKey, ...others] = findPublicKeys(this.#module.library, session)
    if (publicKey === undefined) throw new DongleError('not-an-undongle-dongle', key)
    if (others.length > 0) throw new DongleError('damaged', 'more than one key is labelled as ours')
    const id = thumbprint(publicKey)
    if (this.#id !== undefined && this.#id !== id) throw new DongleError('replaced', 'same serial, another key')
    this.#id = id
    const { label, manufacturer, model, serial, firmware } = info
    return { driver: 'pkcs11', key, id, publicKey, label, manufacturer, model, serial, firmware }
  }

  #capabilities(token: Token, session: SessionHandle): DongleCapabilities {
    const { library } = this.#module
    const mechanisms = library.mechanisms(token.slot)
    const readOnly = this.#isReadOnly(token)
    const signs = mechanisms.includes(CKM.ECDSA) ? (['ES256'] as const) : []
    const isClassA = !readOnly && signs.length > 0
    return {
      grade: { class: isClassA ? 'A' : 'B', crashSafe: isClassA, tamperProof: false },
      readOnly,
      pin: needsLogin(token) ? 'user' : 'none',
      pinTries: triesOf(token.info.flags, this.#hasFailed()),
      signs: mechanisms.includes(CKM.EDDSA) ? [...signs, 'EdDSA'] : [...signs],
      roomBytes: this.#roomBytes(token, session),
      evaluation: false,
    }
  }

  #roomBytes({ info }: Token, session: SessionHandle): number | null {
    const limit = this.#settings.roomLimitBytes
    if (limit === null) return info.freeBytes
    const used = this.#objects(session).reduce((sum, object) => sum + object.value.length, 0)
    return Math.min(info.freeBytes ?? limit, Math.max(0, limit - used))
  }

  /** All our data objects, and nameless empty ones: what SoftHSM leaves when it is killed while creating. */
  #objects(session: SessionHandle): StoredObject[] {
    const { library } = this.#module
    const found = library.findObjects(session, [library.ulongAttribute(CKA.CLASS, CKO.DATA)], objectsPerDongle)
    if (found.length === objectsPerDongle) throw new DongleError('damaged', `more than ${objectsPerDongle - 1} objects`)
    return found.flatMap((object) => {
      const owner = this.#text(session, object, CKA.APPLICATION)
      const name = this.#text(session, object, CKA.LABEL)
      const value = library.attribute(session, object, CKA.VALUE, orderSizeBytes) ?? new Uint8Array(0)
      const isOurs = owner === application
      const isHalfMade = owner === '' && name === '' && value.length === 0
      return isOurs || isHalfMade ? [{ handle: String(object), kind: kindOfName(name), value }] : []
    })
  }

  #text(session: SessionHandle, object: ObjectHandle, type: bigint): string {
    const bytes = this.#module.library.attribute(session, object, type, nameLimitBytes)
    return bytes === null ? '' : (fromUtf8(bytes) ?? '?')
  }

  /** The application comes first: an object that is broken off while it is made can still be told to be ours. */
  #template({ name, value }: NamedObject) {
    return [
      this.#module.library.ulongAttribute(CKA.CLASS, CKO.DATA),
      booleanAttribute(CKA.TOKEN, true),
      booleanAttribute(CKA.PRIVATE, false),
      textAttribute(CKA.APPLICATION, application),
      textAttribute(CKA.LABEL, name),
      { type: CKA.VALUE, value },
    ]
  }

  #sign(session: SessionHandle, message: Uint8Array): Uint8Array {
    const key = findPrivateKey(this.#module.library, session)
    if (key === undefined) throw new DongleError('damaged', 'the private key is gone')
    return this.#module.library.sign(session, CKM.ECDSA, key, createHash('sha256').update(message).digest())
  }

  #login(session: SessionHandle, pin: Uint8Array): void {
    try {
      this.#module.library.login(session, pin)
      this.#module.wrongPins.delete(this.#key)
    } catch (error) {
      const known = this.#toDongleError(error)
      if (known instanceof DongleError && known.fault === 'pin-wrong') {
        this.#module.wrongPins.add(this.#key)
        this.#pin.drop()
        throw new DongleError('pin-wrong', known.detail, this.#triesNow())
      }
      throw known
    }
  }

  #inSession<T>(token: Token, mode: 'read' | 'write', work: (session: SessionHandle) => T): T {
    const { library } = this.#module
    try {
      const session = library.openSession(token.slot, mode)
      try {
        return work(session)
      } finally {
        library.closeAllSessions(token.slot)
      }
    } catch (error) {
      throw this.#toDongleError(error)
    }
  }

  #toDongleError(error: unknown): unknown {
    return toDongleError(
      error,
      () => this.#present() !== undefined,
      () => this.#triesNow(),
    )
  }

  #hasFailed(): boolean {
    return this.#module.wrongPins.has(this.#key)
  }

  #isReadOnly({ info }: Token): boolean {
    return this.#settings.readOnly || (info.flags & CKF.WRITE_PROTECTED) !== 0n
  }

  #triesNow(): PinTries {
    const tries = triesOf(this.#present()?.info.flags ?? 0n, this.#hasFailed())
    if (tries === 'locked') throw new DongleError('pin-locked')
    return tries
  }

  /** Without a restart of the module, so that open sessions live on. */
  #present(): Token | undefined {
    const { library } = this.#module
    const tokens = library.slotsWithToken().map((slot) => tokenInSlot(library, slot))
    return tokens.find((token) => token?.key === this.#key)
  }

  #find(): Token {
    const token = findTokens(this.#module).find((candidate) => candidate.key === this.#key)
    if (token === undefined) throw this.#gone()
    return token
  }

  /** Another token where there was none before says: the wrong one was plugged in. */
  #gone(): DongleError {
    const newcomer = findTokens(this.#module).find((token) => !this.#neighbors.has(token.key))
    return newcomer === undefined ? new DongleError('removed', this.#key) : new DongleError('replaced', newcomer.key)
  }
}

const needsLogin = ({ info }: Token): boolean => (info.flags & CKF.LOGIN_REQUIRED) !== 0n
