import type { PinTries } from '../../error.ts'
import { CKF } from './constants.ts'
import type { SessionHandle } from './library.ts'
import type { Pkcs11Module, Token } from './tokens.ts'

const loginHeldMs = 15 * 60 * 1000

/**
 * One token's login, held by one open session and nothing else: the PIN itself is gone as soon as the module has it.
 * It is held, and not repeated for each act, because SoftHSM rewrites the whole token in place at every C_Login: a kill
 * there, in the middle of an act, would lose the token.
 */
export class HeldLogin {
  readonly #module: Pkcs11Module
  #session: SessionHandle | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(module: Pkcs11Module) {
    this.#module = module
  }

  get isHeld(): boolean {
    return this.#session !== undefined && this.#module.logins.has(this)
  }

  /** Fails with the module's answer to a wrong PIN. */
  hold({ slot }: Token, pin: Uint8Array): void {
    this.drop()
    const session = this.#module.library.openSession(slot, 'read')
    try {
      this.#module.library.login(session, pin)
    } catch (error) {
      this.#module.library.closeSession(session)
      throw error
    } finally {
      pin.fill(0)
    }
    this.#session = session
    this.#module.logins.add(this)
    this.#timer = setTimeout(() => this.drop(), loginHeldMs).unref()
  }

  drop(): void {
    clearTimeout(this.#timer)
    if (this.#session !== undefined && this.#module.logins.delete(this))
      this.#module.library.closeSession(this.#session)
    this.#session = undefined
  }
}

/** What a token's flags tell about its PIN. They may tell nothing: the standard lets a token leave them clear. */
export function triesOf(flags: bigint, hasFailed: boolean): PinTries | 'locked' {
  if ((flags & CKF.USER_PIN_LOCKED) !== 0n) return 'locked'
  if ((flags & CKF.USER_PIN_FINAL_TRY) !== 0n) return 'last'
  if ((flags & CKF.USER_PIN_COUNT_LOW) !== 0n) return 'few'
  return hasFailed ? 'unknown' : 'many'
}
