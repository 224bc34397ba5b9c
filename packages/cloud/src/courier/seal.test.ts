import { answerHeaderSchema, answerType } from '@undongle/core/courier/answer'
import { headerOfLetter } from '@undongle/core/courier/letter'
import { makeP256Key, publicKeyOf } from '@undongle/core/node/crypto'
import { seal, unseal } from '@undongle/core/node/seal'
import { CompactEncrypt, compactDecrypt, importJWK } from 'jose'
import { expect, test } from 'vitest'

// Any library of the standard opens what we seal, and we open what it sealed: jose says so.

const key = makeP256Key()
const header = { typ: answerType, to: 'A'.repeat(43), number: 7, request: 'B'.repeat(43) }

test('[Q97] jose opens what was sealed here', async () => {
  const sealed = seal('the answer', publicKeyOf(key), header)
  const { plaintext, protectedHeader } = await compactDecrypt(sealed, await importJWK({ ...key }, 'ECDH-ES'))
  expect(new TextDecoder().decode(plaintext)).toBe('the answer')
  expect(protectedHeader).toMatchObject(header)
})

test('[Q97] what jose sealed is opened here', async () => {
  const sealed = await new CompactEncrypt(new TextEncoder().encode('the answer'))
    .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', ...header })
    .encrypt(await importJWK({ ...publicKeyOf(key) }, 'ECDH-ES'))
  const { epk } = answerHeaderSchema.parse(headerOfLetter(sealed))
  expect(unseal(sealed, key, epk)).toBe('the answer')
})

test('[Q97] another key opens nothing, and neither does a changed or a torn text', () => {
  const sealed = seal('the answer', publicKeyOf(key), header)
  const { epk } = answerHeaderSchema.parse(headerOfLetter(sealed))
  expect(unseal(sealed, key, epk)).toBe('the answer')
  expect(unseal(sealed, makeP256Key(), epk)).toBeUndefined()
  expect(unseal(sealed, key, publicKeyOf(makeP256Key()))).toBeUndefined()
  for (let at = 0; at < sealed.length; at += 5) {
    const bent = sealed.slice(0, at) + (sealed[at] === 'A' ? 'B' : 'A') + sealed.slice(at + 1)
    expect(unseal(bent, key, epk)).toBeUndefined()
    expect(unseal(sealed.slice(0, at), key, epk)).toBeUndefined()
  }
})
