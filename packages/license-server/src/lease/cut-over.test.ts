import { type Emergency, openEmergency } from '@undongle/core/document/emergency'
import { writeDocument } from '@undongle/core/document/jws'
import { makeEd25519Key, publicKeyOf, signWith, verifySignature } from '@undongle/core/node/crypto'
import { presets } from '@undongle/core/policy/presets'
import { expect, test } from 'vitest'
import { mayServeFromDongle } from './cut-over.ts'

const now = new Date('2026-11-22T00:00:00.000Z')
const key = makeEd25519Key()
const keys = [{ kid: 'emergency-1', purpose: 'emergency', key: publicKeyOf(key) }] as const
const claims: Emergency = {
  iss: 'https://cloud.example',
  iat: now.getTime() / 1000,
  line: 'clinic',
  number: 1,
  until: now.getTime() / 1000 + 3600,
  reason: 'The cloud is out.',
}

function lineWith(emergency: Emergency, purpose: 'emergency' | 'order' = 'emergency', signer = key) {
  const document = writeDocument(purpose, 'emergency-1', emergency, signWith(signer))
  const shown = { until: '2099-01-01T00:00:00.000Z', reason: emergency.reason, document }
  return { id: 'clinic', name: 'Clinic', policy: presets.clinic, emergency: shown }
}

test.each<[string, ReturnType<typeof lineWith>, boolean]>([
  ['[Q88] the emergency switch lets dongles be used after the cut-over', lineWith(claims), true],
  ['of another line, it does not', lineWith({ ...claims, line: 'lab' }), false],
  ['when its days are over, it does not', lineWith({ ...claims, until: now.getTime() / 1000 }), false],
  ['signed with another key, it does not', lineWith(claims, 'emergency', makeEd25519Key()), false],
  ['signed for another purpose, it does not', lineWith(claims, 'order'), false],
])('%s', (_, line, expected) => {
  expect(mayServeFromDongle(line, '6.0', keys, now)).toBe(expected)
  expect(mayServeFromDongle(line, '5.9', keys, now)).toBe(true)
})

test('a line nobody told of refuses nothing', () => {
  expect(mayServeFromDongle(undefined, '6.0', keys, now)).toBe(true)
})

test('a changed document is no document', () => {
  const { emergency } = lineWith(claims)
  expect(openEmergency(`${emergency.document.slice(0, -4)}AAAA`, keys, verifySignature)).toMatchObject({ ok: false })
})
