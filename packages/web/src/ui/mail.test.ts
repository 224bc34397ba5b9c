import { expect, test } from 'vitest'
import { mailAddress } from './mail.ts'

test('a value that looks like mail headers stays a value', () => {
  const address = new URL(
    mailAddress('help@vendor.example', 'a&bcc=x@y.example', [['Serial', 'S1&cc=z@y.example\nBcc: q']]),
  )
  expect(address.pathname).toBe('help@vendor.example')
  expect([...address.searchParams.keys()]).toEqual(['subject', 'body'])
})
