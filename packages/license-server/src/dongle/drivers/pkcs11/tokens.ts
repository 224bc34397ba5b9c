import { CKF } from './constants.ts'
import { Pkcs11Failure, type Pkcs11Library, type SlotId, type TokenInfo } from './library.ts'

export interface Token {
  slot: SlotId
  key: string
  info: TokenInfo
}

/** A token is found by what it says of itself; slot ids change with every start. */
export const tokenKey = ({ manufacturer, model, serial }: TokenInfo): string => `${manufacturer}|${model}|${serial}`

/** A loaded module and what is known of its ways. */
export interface Pkcs11Module {
  library: Pkcs11Library
  /** SoftHSM sees a token that was moved in only after it was shut down and started again, and reports no slot events. */
  needsRestartToSeeTokens: boolean
  /** Tokens a wrong PIN was tried on: one without PIN flags then counts as perhaps at its last try. */
  wrongPins: Set<string>
}

/** Every initialized token that is there now. No session may be open: a restart of the module ends it. */
export function findTokens({ library, needsRestartToSeeTokens }: Pkcs11Module): Token[] {
  if (needsRestartToSeeTokens) {
    library.finalize()
    library.initialize()
  }
  return library.slotsWithToken().flatMap((slot) => {
    const token = tokenInSlot(library, slot)
    return token === undefined ? [] : [token]
  })
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
