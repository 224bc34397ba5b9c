import { mkdtempSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { base64url, utf8 } from '@undongle/core/encoding'
import { makeEd25519Key, makeP256Key, publicKeyOf, signWith } from '@undongle/core/node/crypto'
import { describe, expect, test } from 'vitest'
import { leaseWorld, start, unplugged } from '../../../test/api/lease-world.ts'
import { fileStore } from './node/file-store.ts'
import { verifyByNode } from './node/verify.ts'
import { open } from './node.ts'
import { verifyByWebCrypto } from './verify.ts'

const folder = () => mkdtempSync(path.join(tmpdir(), 'undongle-sdk-'))

test('[Q74] an application that was restarted runs offline on the lease in its folder', async () => {
  const { state } = leaseWorld()
  const options = { product: 'clinic-scan', version: '3.0', folder: folder(), now: () => start }
  ;(await open({ ...options, fetch: state.server }).checkout()).close()
  const seat = await open({ ...options, fetch: unplugged }).checkout()
  seat.close()
  expect(seat.right).toMatchObject({ source: 'cloud', offline: true })
})

describe('the file store', () => {
  test('replaces the file in one step, for this user only', async () => {
    const place = path.join(folder(), 'new')
    const store = fileStore(place, '../clinic')
    expect(await store.read()).toBeUndefined()
    await store.write('one')
    await store.write('two')
    expect(await store.read()).toBe('two')
    expect(readdirSync(place)).toEqual(['.._clinic.seat'])
    if (process.platform !== 'win32') expect(statSync(path.join(place, '.._clinic.seat')).mode & 0o077).toBe(0)
  })

  test('a folder that is a file is said by the write', async () => {
    const place = path.join(folder(), 'file')
    writeFileSync(place, '')
    await expect(fileStore(place, 'clinic').write('one')).rejects.toThrow()
    expect(await fileStore(place, 'clinic').read()).toBeUndefined()
  })
})

describe.each([
  ['WebCrypto', verifyByWebCrypto],
  ['Node', verifyByNode],
])('verifying with %s', (_, verify) => {
  const key = makeEd25519Key()
  const message = utf8('a message')
  const signature = signWith(key)(message)
  const wrong = Uint8Array.from(signature, (byte, index) => (index === 5 ? byte ^ 1 : byte))
  const noPoint = { kty: 'OKP', crv: 'Ed25519', x: base64url(new Uint8Array(32).fill(255)) } as const

  test.each([
    ['the right signature', publicKeyOf(key), message, signature, true],
    ['a changed signature', publicKeyOf(key), message, wrong, false],
    ['a short signature', publicKeyOf(key), message, signature.subarray(1), false],
    ['another message', publicKeyOf(key), utf8('another'), signature, false],
    ['another key', publicKeyOf(makeEd25519Key()), message, signature, false],
    ['a key that is no point', noPoint, message, signature, false],
    ['a key of another algorithm', publicKeyOf(makeP256Key()), message, signature, false],
  ])('%s', async (_, publicKey, text, bytes, right) => {
    expect(await verify(publicKey, text, bytes)).toBe(right)
  })
})
