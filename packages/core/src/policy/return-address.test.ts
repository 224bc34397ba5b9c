import { expect, test } from 'vitest'
import { isRegistered, returnAddressSchema } from './return-address.ts'

const registered = ['https://clinic.example/set-up', 'http://127.0.0.1/set-up', 'clinic-suite://set-up']

test.each([
  'https://clinic.example/set-up',
  'http://127.0.0.1/set-up',
  'http://127.0.0.1:49152/set-up',
  'clinic-suite://set-up',
])('[Q06] the vendor registered %s', (asked) => {
  expect(isRegistered(asked, registered)).toBe(true)
})

test.each([
  'https://clinic.example.evil.example/set-up',
  'https://clinic.example@evil.example/set-up',
  'https://clinic.example:8443/set-up',
  'https://clinic.example/set-up/',
  'https://clinic.example/set-up?next=https://evil.example',
  'https://clinic.example/set-up#https://evil.example',
  'https://CLINIC.example/set-up',
  'https:/\\evil.example/set-up',
  'http://clinic.example/set-up',
  'http://127.0.0.1:1@evil.example/set-up',
  'http://127.0.0.1.evil.example/set-up',
  'http://127.0.0.1:49152/other',
  'http://localhost:49152/set-up',
  'clinic-suite://other',
  '//evil.example',
  '/set-up',
  '',
])('[Q06] nobody is led to %s', (asked) => {
  expect(isRegistered(asked, registered)).toBe(false)
})

test.each([
  'javascript:alert(1)',
  'data:text/html,hello',
  'file:///etc/passwd',
  'http://clinic.example/set-up',
  'https://user:word@clinic.example/',
  'https://clinic.example/?a=b',
  'https://clinic.example/#a',
  'not an address',
  'https://clinic.example/\u0000',
])('[Q06] %s cannot even be registered', (address) => {
  expect(returnAddressSchema.safeParse(address).success).toBe(false)
})

test('[Q06] what could not be registered leads nobody anywhere, even where a list holds it', () => {
  for (const address of ['javascript:alert(1)', 'http://clinic.example/set-up', 'https://clinic.example/?next=1'])
    expect(isRegistered(address, [address])).toBe(false)
})
