import { expect, test } from 'vitest'
import { parseJoinToken, writeJoinToken } from './join-token.ts'

const filled = (letter: string) => letter.repeat(42).concat('A')
const token = { host: 'floor-2.example:30305', fingerprint: filled('f'), secret: filled('s') }

test.each(['floor-2:30305', '192.168.1.20:30305', '[fe80::1]:30305'])('a join token names its server: %s', (host) => {
  expect(parseJoinToken(` ${writeJoinToken({ ...token, host })}\n`)).toEqual({ ...token, host })
})

test.each([
  ['nothing', ''],
  ['a part missing', writeJoinToken(token).slice(0, -44)],
  ['a part too many', `${writeJoinToken(token)}/x`],
  ['a host with a path in it', writeJoinToken({ ...token, host: 'a@evil:1' })],
  ['no port', writeJoinToken({ ...token, host: 'floor-2' })],
  ['a short secret', writeJoinToken({ ...token, secret: 'guess' })],
  ['another version', writeJoinToken(token).replace('join-1', 'join-2')],
])('%s is no join token', (_, text) => {
  expect(parseJoinToken(text)).toBeUndefined()
})
