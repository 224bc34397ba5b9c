import { isDeepStrictEqual } from 'node:util'
import { publicKeyOf } from '@undongle/core/node/crypto'
import fc from 'fast-check'
import { compactVerify, importJWK } from 'jose'
import { bentDocuments } from './bent.ts'
import { type Kind, keys, typOf } from './kinds.ts'

export interface Hunted {
  readonly purpose: string
  readonly opened: number
  readonly accepted: number
}

/**
 * Opens so many bent documents of a kind, as what they say they are and as each other kind. A reader must not throw, must take no document
 * for one of another purpose, and what it accepts has to be accepted by jose, an implementation of other people, with the same claims.
 *
 * @throws with the shrunk document and the seed that makes it again
 */
export async function hunt(
  kind: Kind,
  all: readonly Kind[],
  { size, seed }: { size: number; seed: number },
): Promise<Hunted> {
  const key = keys.get(kind.purpose)
  if (key === undefined) throw new Error(`no key for ${kind.purpose}`)
  const joseKey = await importJWK({ ...publicKeyOf(key) }, 'EdDSA')
  let opened = 0
  let accepted = 0
  const property = fc.asyncProperty(bentDocuments(kind), async ({ document, rightlySigned }) => {
    opened++
    for (const other of all) {
      if (other !== kind && other.open(document).ok) throw new Error(`taken for a ${other.purpose}`)
    }
    const found = kind.open(document)
    if (!found.ok) return
    accepted++
    if (!rightlySigned) throw new Error('accepted what its key did not sign')
    const { payload, protectedHeader } = await compactVerify(document, joseKey, { algorithms: ['EdDSA', 'Ed25519'] })
    if (protectedHeader.typ !== typOf(kind.purpose)) throw new Error('accepted another typ')
    if (!isDeepStrictEqual(JSON.parse(new TextDecoder().decode(payload)), found.claims))
      throw new Error('jose reads other claims')
  })
  await fc.assert(property, { numRuns: size, seed, endOnFailure: size > 10_000 })
  return { purpose: kind.purpose, opened, accepted }
}
