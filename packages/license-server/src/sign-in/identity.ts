import { idSchema, makeId } from '@undongle/core/id'
import { thumbprint } from '@undongle/core/key'
import { makeEd25519Key, type PrivateKey, publicKeyOf, random } from '@undongle/core/node/crypto'
import { z } from 'zod'
import { readSetting, writeSetting } from '../journal/settings.ts'
import type { Store } from '../journal/store.ts'

/** This License Server's own name and key pair, made at its first start; the key never leaves the journal. */
export interface Identity {
  readonly id: `ls_${string}`
  readonly key: PrivateKey
  readonly jkt: string
}

const identitySchema = z.object({
  id: idSchema('licenseServer'),
  key: z.object({ x: z.string(), d: z.string() }),
})

/** Holds the identity of this machine; a key that the cloud revoked is given up for a new one. */
export class OwnIdentity {
  readonly #store: Store
  #current: Identity

  constructor(store: Store, now: Date) {
    this.#store = store
    const known = readSetting(store, 'identity')
    this.#current = known === undefined ? make(store, now) : withThumbprint(identitySchema.parse(JSON.parse(known)))
  }

  get current(): Identity {
    return this.#current
  }

  /** A revoked key never comes back: whoever signs in next does so with a new one. */
  renew(now: Date): void {
    this.#current = make(this.#store, now)
  }
}

function make(store: Store, now: Date): Identity {
  const made = { id: makeId('licenseServer', now, random), key: makeEd25519Key() }
  writeSetting(store, 'identity', JSON.stringify(made))
  return withThumbprint(made)
}

function withThumbprint({ id, key }: z.infer<typeof identitySchema>): Identity {
  const privateKey: PrivateKey = { kty: 'OKP', crv: 'Ed25519', x: key.x, d: key.d }
  return { id, key: privateKey, jkt: thumbprint(publicKeyOf(privateKey)) }
}
