import { CKF } from './constants.ts'
import { Pkcs11Failure, type Pkcs11Library, type SlotId, type TokenDescription } from './library.ts'
import type { HeldLogin } from './login.ts'

export interface Token {
  slot: SlotId
  key: string
  info: TokenDescription
}

/** A token is found by what it says of itself; slot ids change with every start. */
export const tokenKey = ({ manufacturer, model, serial }: TokenDescription): string =>
  `${manufacturer}|${model}|${serial}`

/** A loaded module and what is known of its ways. */
export interface Pkcs11Module {
  library: Pkcs11Library
  /** SoftHSM sees a token that was moved in only after it was shut down and started again, and reports no slot events. */
  needsRestartToSeeTokens: boolean
  /** A restart of the module ends every login, so none happens by itself while there is one. */
  logins: Set<HeldLogin>
  /** Tokens a wrong PIN was tried on: one without PIN flags then counts as perhaps at its last try. */
  wrongPins: Set<string>
}

/** Every initialized token that is there now. Between visits only: a restart of the module ends open sessions. */
export function findTokens(module: Pkcs11Module): Token[] {
  if (module.needsRestartToSeeTokens && module.logins.size === 0) restart(module)
  const { library } = module
  return library.slotsWithToken().flatMap((slot) => {
    const token = tokenInSlot(library, slot)
    return token === undefined ? [] : [token]
  })
}

/** Looks for one token, and looks harder when it is not seen: a login elsewhere costs less than a dongle that is not found. */
export function findToken(module: Pkcs11Module, key: string): Token | undefined {
  const find = () => findTokens(module).find((token) => token.key === key)
  const seen = find()
  if (seen !== undefined || !module.needsRestartToSeeTokens || module.logins.size === 0) return seen
  for (let look = 0; look < looksAgain; look++) {
    pause(lookAgainMs)
    const again = find()
    if (again !== undefined) return again
  }
  module.logins.clear()
  return find()
}

/** Another program that logs in rewrites a SoftHSM token in place: for an instant it is none, and no reason to forget a PIN. */
const looksAgain = 4
const lookAgainMs = 25

/** This process does one thing at a time for one module: waiting here keeps nobody else waiting. */
const pause = (ms: number): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)

function restart({ library }: Pkcs11Module): void {
  library.finalize()
  library.initialize()
}

/** @returns undefined when there is no initialized token, or it went away just now */
export function tokenInSlot(library: Pkcs11Library, slot: SlotId): Token | undefined {
  try {
    const info = library.tokenInfo(slot)
    if ((info.flags & CKF.TOKEN_INITIALIZED) === 0n) return undefined
    return { slot, key: tokenKey(info), info }
  } catch (error) {
    if (error instanceof Pkcs11Failure) return undefined
    throw error
  }
}
