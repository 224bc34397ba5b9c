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

export function loadIdentity(store: Store, now: Date): Identity {
  const known = readSetting(store, 'identity')
  const { id, key } = known === undefined ? make(store, now) : identitySchema.parse(JSON.parse(known))
  const privateKey: PrivateKey = { kty: 'OKP', crv: 'Ed25519', x: key.x, d: key.d }
  return { id, key: privateKey, jkt: thumbprint(publicKeyOf(privateKey)) }
}

function make(store: Store, now: Date) {
  const made = { id: makeId('licenseServer', now, random), key: makeEd25519Key() }
  writeSetting(store, 'identity', JSON.stringify(made))
  return made
}
