import { createHash } from 'node:crypto'
import { thumbprint } from '@undongle/core/key'
import type { DongleCapabilities, DongleIdentity, PinEntry } from '../../driver.ts'
import { DongleError } from '../../error.ts'
import { expectTryAllowed } from '../../pin.ts'
import type { DongleStorage, DongleVisit } from '../../storage.ts'
import { CKF, CKM } from './constants.ts'
import { toDongleError } from './failure.ts'
import type { SessionHandle } from './library.ts'
import { HeldLogin, triesOf } from './login.ts'
import { createObject, readObjects } from './objects.ts'
import { findPrivateKey, findPublicKeys, generateKey } from './public-key.ts'
import { findToken, findTokens, type Pkcs11Module, type Token, tokenInSlot } from './tokens.ts'

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
  readonly #login: HeldLogin
  #id: string | undefined

  constructor(module: Pkcs11Module, settings: TokenSettings, key: string) {
    this.#module = module
    this.#settings = settings
    this.#key = key
    this.#login = new HeldLogin(module)
    if (findToken(module, key) === undefined) throw new DongleError('removed', key)
    this.#neighbors = new Set(findTokens(module).map((token) => token.key))
  }

  unlock(entry: PinEntry): void {
    this.#login.drop()
    const token = this.#find()
    expectTryAllowed(triesOf(token.info.flags, this.#hasFailed()), entry)
    try {
      this.#login.hold(token, new TextEncoder().encode(entry.pin))
      this.#module.wrongPins.delete(this.#key)
    } catch (error) {
      throw this.#told(error)
    }
  }

  close(): void {
    this.#login.drop()
  }

  visit<T>(mode: 'read' | 'write', work: (visit: DongleVisit) => T): T {
    return this.#inSession(mode, (token, visit) => work(this.#visitIn(token, visit)))
  }

  /** Makes the key pair if there is none. */
  makeKey(entry: PinEntry | undefined): DongleIdentity {
    if (entry !== undefined) this.unlock(entry)
    return this.#inSession('write', (token, { session }) => {
      if (this.#isReadOnly(token)) throw new DongleError('read-only')
      if (findPublicKeys(this.#module.library, session).length === 0) generateKey(this.#module.library, session)
      return this.#identify(token, session)
    })
  }

  #visitIn(token: Token, open: OpenSession): DongleVisit {
    const { library } = this.#module
    return {
      identify: () => this.#identify(token, open.session),
      capabilities: () => this.#capabilities(token, open.session),
      objects: () => readObjects(library, open.session),
      create: (object) => createObject(library, open.session, object),
      destroy: (handle) => library.destroyObject(open.session, BigInt(handle)),
      lookAgain: () => {
        library.closeSession(open.session)
        open.session = library.openSession(token.slot, open.mode)
      },
      confirm: () => {
        if (!this.#isStillIn(token)) throw this.#gone()
      },
      sign: (message) => this.#sign(token, open.session, message),
    }
  }

  #identify(token: Token, session: SessionHandle): DongleIdentity {
    const [publicKey, ...others] = findPublicKeys(this.#module.library, session)
    if (publicKey === undefined) throw this.#missing(token, new DongleError('not-an-undongle-dongle', token.key))
    if (others.length > 0) throw new DongleError('damaged', 'more than one key is labelled as ours')
    const id = thumbprint(publicKey)
    if (this.#id !== undefined && this.#id !== id) throw new DongleError('replaced', 'same serial, another key')
    this.#id = id
    const { label, manufacturer, model, serial, firmware } = token.info
    return { driver: 'pkcs11', key: token.key, id, publicKey, label, manufacturer, model, serial, firmware }
  }

  #capabilities(token: Token, session: SessionHandle): DongleCapabilities {
    const mechanisms = this.#module.library.mechanisms(token.slot)
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
    const used = readObjects(this.#module.library, session).reduce((sum, object) => sum + object.value.length, 0)
    return Math.min(info.freeBytes ?? limit, Math.max(0, limit - used))
  }

  #sign(token: Token, session: SessionHandle, message: Uint8Array): Uint8Array {
    const key = findPrivateKey(this.#module.library, session)
    if (key === undefined) throw this.#missing(token, new DongleError('damaged', 'the private key is gone'))
    return this.#module.library.sign(session, CKM.ECDSA, key, createHash('sha256').update(message).digest())
  }

  #inSession<T>(wanted: 'read' | 'write', work: (token: Token, open: OpenSession) => T): T {
    const token = this.#find()
    if (wanted === 'write' && needsLogin(token) && !this.#login.isHeld) throw new DongleError('pin-needed')
    const mode = this.#isReadOnly(token) ? 'read' : wanted
    try {
      const open = { mode, session: this.#module.library.openSession(token.slot, mode) }
      try {
        return work(token, open)
      } finally {
        this.#module.library.closeSession(open.session)
      }
    } catch (error) {
      throw this.#told(error)
    }
  }

  /** In the driver's words. A dongle that went away, or forgot its login, has to be unlocked again. */
  #told(error: unknown): unknown {
    const told = toDongleError(error, () => this.#present() !== undefined)
    if (!(told instanceof DongleError)) return told
    switch (told.fault) {
      case 'removed':
        return this.#gone()
      case 'pin-needed':
        this.#login.drop()
        return told
      case 'pin-wrong':
        this.#module.wrongPins.add(this.#key)
        return this.#wrongPin(told.detail)
      default:
        return told
    }
  }

  #wrongPin(detail: string): DongleError {
    const tries = triesOf(this.#present()?.info.flags ?? 0n, true)
    return tries === 'locked' ? new DongleError('pin-locked', detail) : new DongleError('pin-wrong', detail, tries)
  }

  #hasFailed(): boolean {
    return this.#module.wrongPins.has(this.#key)
  }

  #isReadOnly({ info }: Token): boolean {
    return this.#settings.readOnly || (info.flags & CKF.WRITE_PROTECTED) !== 0n
  }

  /** Without a restart of the module, so that open sessions live on. */
  #present(): Token | undefined {
    const { library } = this.#module
    const tokens = library.slotsWithToken().map((slot) => tokenInSlot(library, slot))
    return tokens.find((token) => token?.key === this.#key)
  }

  #find(): Token {
    const token = findToken(this.#module, this.#key)
    if (token === undefined) throw this.#gone()
    return token
  }

  #isStillIn({ slot }: Token): boolean {
    return tokenInSlot(this.#module.library, slot)?.key === this.#key
  }

  /** A pulled token shows no objects at all: what is missing on it is only missing if it is still there. */
  #missing(token: Token, error: DongleError): DongleError {
    return this.#isStillIn(token) ? error : this.#gone()
  }

  /** Another token where there was none before says: the wrong one was plugged in. */
  #gone(): DongleError {
    this.#login.drop()
    const newcomer = findTokens(this.#module).find((token) => !this.#neighbors.has(token.key))
    return newcomer === undefined ? new DongleError('removed', this.#key) : new DongleError('replaced', newcomer.key)
  }
}

interface OpenSession {
  readonly mode: 'read' | 'write'
  session: SessionHandle
}

const needsLogin = ({ info }: Token): boolean => (info.flags & CKF.LOGIN_REQUIRED) !== 0n
