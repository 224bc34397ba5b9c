import { DongleError } from '../../error.ts'
import type { DongleRecord } from '../../reader.ts'
import { CKA, CKO } from './constants.ts'
import { toDongleError } from './failure.ts'
import { Pkcs11Failure } from './library.ts'
import { findPublicKeys } from './public-key.ts'
import { findToken, type Pkcs11Module, type Token, tokenInSlot } from './tokens.ts'

// Tokens that keep keys and certificates and take no objects of ours, as PIV cards do: they can be of class B only, and are known by
// their serial. Such a token may also be somebody's own, for signing in, so they count only where the settings say so.

interface BySerial {
  readonly bySerial: boolean
}

/** Keys or certificates stand on it, and no key of ours: nothing may be made on it. */
export function holdsKeysOfOthers({ library }: Pkcs11Module, { slot }: Token): boolean {
  try {
    const session = library.openSession(slot, 'read')
    try {
      if (findPublicKeys(library, session).length > 0) return false
      const kinds = [CKO.CERTIFICATE, CKO.PUBLIC_KEY]
      return kinds.some((kind) => library.findObjects(session, [library.ulongAttribute(CKA.CLASS, kind)], 1).length > 0)
    } finally {
      library.closeSession(session)
    }
  } catch (error) {
    if (error instanceof Pkcs11Failure) return false
    throw error
  }
}

/** That it is there, now, and the same one after it was looked into. It tells of no license: the contract does. */
export function observeToken(module: Pkcs11Module, { bySerial }: BySerial, key: string): DongleRecord {
  const token = findToken(module, key)
  if (token === undefined) throw new DongleError('removed', key)
  try {
    const isOthers = bySerial && holdsKeysOfOthers(module, token)
    if (tokenInSlot(module.library, token.slot)?.key !== key) throw new DongleError('removed', key)
    if (!isOthers) throw new DongleError('unsupported', key)
  } catch (error) {
    throw toDongleError(error, () => findToken(module, key) !== undefined)
  }
  return { serial: token.info.serial, firmware: token.info.firmware, complete: true, entries: [], unread: [] }
}

/** Nothing is ever opened for writing, or made, on a token that is known by its serial. */
export function expectOfOurs(module: Pkcs11Module, { bySerial }: BySerial, key: string): void {
  const token = bySerial ? findToken(module, key) : undefined
  if (token !== undefined && holdsKeysOfOthers(module, token)) throw new DongleError('unsupported', key)
}
