import { thumbprint } from '@undongle/core/key'
import type { DongleDriver, DongleRef, DriverAvailability } from '../../driver.ts'
import { DongleError } from '../../error.ts'
import { openSession } from '../../session.ts'
import { Pkcs11Failure, Pkcs11Library, type SlotId } from './library.ts'
import { expectOfOurs, holdsKeysOfOthers, observeToken } from './others.ts'
import { findPublicKeys } from './public-key.ts'
import { type TokenSettings, TokenStorage } from './storage.ts'
import { findTokens, type Pkcs11Module, type Token, tokenInSlot } from './tokens.ts'

export interface Pkcs11Settings extends TokenSettings {
  /** The module's shared library. */
  path: string
  platform: NodeJS.Platform
  /** A token with keys of others and nothing of ours is a dongle too, known by its serial. */
  bySerial: boolean
}

/** Tokens behind one PKCS#11 module. The module is loaded at first use and stays loaded as long as the process. */
export function pkcs11Driver(settings: Pkcs11Settings): DongleDriver {
  let loaded: Pkcs11Module | undefined
  const module = () => {
    loaded ??= loadModule(settings)
    return loaded
  }
  return {
    name: 'pkcs11',
    available: async () => available(module),
    list: async () => findTokens(module()).flatMap((token) => refOf(module(), token, settings)),
    open: async (key) => {
      expectOfOurs(module(), settings, key)
      return openSession(new TokenStorage(module(), settings, key))
    },
    observe: async (key) => observeToken(module(), settings, key),
    makeKey: async (key, pin) => {
      expectOfOurs(module(), settings, key)
      const storage = new TokenStorage(module(), settings, key)
      try {
        return storage.makeKey(pin)
      } finally {
        storage.close()
      }
    },
  }
}

function loadModule({ path, platform }: Pkcs11Settings): Pkcs11Module {
  try {
    const library = new Pkcs11Library(path, platform)
    library.initialize()
    return {
      library,
      needsRestartToSeeTokens: library.maker().startsWith('SoftHSM'),
      logins: new Set(),
      wrongPins: new Set(),
    }
  } catch (error) {
    throw new DongleError('driver-unavailable', String(error))
  }
}

function available(module: () => Pkcs11Module): DriverAvailability {
  try {
    return { available: true, version: module().library.version() }
  } catch (error) {
    return { available: false, why: String(error) }
  }
}

/** A token that can't be looked into is listed all the same, as one that is not ours; one pulled meanwhile is not. */
function refOf(module: Pkcs11Module, token: Token, settings: Pkcs11Settings): DongleRef[] {
  const { library } = module
  const { label, manufacturer, model, serial } = token.info
  const id = idIn(library, token.slot)
  const isOthers = id === null && settings.bySerial && holdsKeysOfOthers(module, token)
  if (id === null && tokenInSlot(library, token.slot)?.key !== token.key) return []
  const way = isOthers ? ({ way: 'record' } as const) : {}
  return [{ driver: 'pkcs11', key: token.key, id, label, manufacturer, model, serial, ...way }]
}

function idIn(library: Pkcs11Library, slot: SlotId): string | null {
  try {
    const session = library.openSession(slot, 'read')
    try {
      const [publicKey, ...others] = findPublicKeys(library, session)
      return publicKey !== undefined && others.length === 0 ? thumbprint(publicKey) : null
    } finally {
      library.closeSession(session)
    }
  } catch (error) {
    if (error instanceof Pkcs11Failure) return null
    throw error
  }
}
