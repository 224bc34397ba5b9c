import { createHash } from 'node:crypto'
import { makeEd25519Key, publicKeyOf, signWith, verifySignature } from '@undongle/core/node/crypto'
import { expect, test } from 'vitest'
import { type Checkpoint, noteKeyOf, openCheckpoint, originOf, signCheckpoint } from './checkpoint.ts'
import { leavesOf } from './tree.fixture.ts'

const privateKey = makeEd25519Key()
const key = publicKeyOf(privateKey)
const [root = new Uint8Array()] = leavesOf(1)
const origin = 'cloud.example/log'
const checkpoint: Checkpoint = { origin, size: 20_852_163, root }
const note = signCheckpoint(checkpoint, key, signWith(privateKey))

test('a checkpoint is a signed note of three lines, and comes back', () => {
  const [first, second, third, empty, signature, last] = note.split('\n')
  expect([first, second, third, empty, last]).toEqual([
    origin,
    '20852163',
    Buffer.from(root).toString('base64'),
    '',
    '',
  ])
  expect(signature).toMatch(/^— cloud\.example\/log [A-Za-z0-9+/]+={0,2}$/)
  expect(openCheckpoint(note, origin, [key], verifySignature)).toEqual(checkpoint)
})

test('the id of a key is the hash of its name, its type and its bytes', () => {
  const bytes = Buffer.concat([Buffer.from([1]), Buffer.from(key.x, 'base64url')])
  const id = createHash('sha256').update(`${origin}\n`).update(bytes).digest().subarray(0, 4)
  expect(noteKeyOf(origin, key)).toBe(`${origin}+${id.toString('hex')}+${bytes.toString('base64')}`)
  const signature = Buffer.from(note.trimEnd().split(' ').at(-1) ?? '', 'base64')
  expect(signature.subarray(0, 4)).toEqual(id)
  expect(signature).toHaveLength(68)
})

test('lines of witnesses and extensions may stand in it', () => {
  const witnessed = note.replace(/— /, '— witness.example AAAAAAAAAAAA\n— ')
  expect(openCheckpoint(witnessed, origin, [key], verifySignature)).toEqual(checkpoint)
})

const other = makeEd25519Key()
const resigned = (text: string): string => {
  const { origin: name } = checkpoint
  const signed = signCheckpoint({ ...checkpoint, origin: name }, key, () => signWith(privateKey)(Buffer.from(text)))
  return `${text}\n${signed.split('\n\n')[1]}`
}

test.each<[string, string]>([
  ['another size', note.replace('20852163', '20852164')],
  ['another root', note.replace(/\n.{44}\n/, `\n${Buffer.alloc(32).toString('base64')}\n`)],
  ['another key', signCheckpoint(checkpoint, publicKeyOf(other), signWith(other))],
  ['the same name and another key', signCheckpoint(checkpoint, key, signWith(other))],
  ['another log', signCheckpoint({ ...checkpoint, origin: 'other.example/log' }, key, signWith(privateKey))],
  ['no signature', note.slice(0, note.indexOf('—'))],
  ['no end', note.trimEnd()],
  ['too much', `${note}${'x'.repeat(5000)}\n`],
  ['a size with a leading zero', resigned(`${origin}\n07\n${Buffer.from(root).toString('base64')}\n`)],
  [
    'another log’s text under our key’s name',
    resigned(`other.example/log\n7\n${Buffer.from(root).toString('base64')}\n`),
  ],
  ['a short root', resigned(`${origin}\n7\n${Buffer.alloc(31).toString('base64')}\n`)],
  ['nothing', ''],
])('[Q93] a checkpoint with %s is refused', (_, forged) => {
  expect(openCheckpoint(forged, origin, [key], verifySignature)).toBeUndefined()
})

test.each([
  ['https://licenses.example', 'licenses.example/log'],
  ['https://licenses.example/', 'licenses.example/log'],
  ['https://vendor.example:8443/under+here/', 'vendor.example:8443/under%2Bhere/log'],
  ['http://127.0.0.1:8080', '127.0.0.1:8080/log'],
])('the log of %s is %s', (issuer, expected) => {
  expect(originOf(issuer)).toBe(expected)
})
