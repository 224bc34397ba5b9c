import { expect, test } from 'vitest'
import { scrub } from './scrub.ts'

test.each([
  ['a token in words', 'refused: Bearer abc.def-ghi', 'refused: Bearer [removed]'],
  ['a signed document', 'got eyJhbGciOiJFUzI1NiJ9.eyJhIjoxfQ.c2ln here', 'got [removed] here'],
  [
    'a password in an address',
    'proxy http://ada:hunter2@proxy.example:3128',
    'proxy http://[removed]@proxy.example:3128',
  ],
  [
    'a password with an @ in it',
    'proxy http://ada:p@ss@proxy.example:3128',
    'proxy http://[removed]@proxy.example:3128',
  ],
  ['every cookie', 'Cookie: theme=dark; session=abc', 'Cookie: [removed]'],
  [
    'what an address asks for',
    'GET https://cloud.example/device?user_code=ABCD-EFGH',
    'GET https://cloud.example/device?[removed]',
  ],
  ['a named secret', '{"password":"an oak","n":1}', '{"password":[removed],"n":1}'],
  ['a PIN by its name', 'pin=123456 for the token', 'pin=[removed] for the token'],
  ['a sign-in code', 'enter WDJB-MJHT there', 'enter [removed] there'],
  ['an activation code', 'code 7K3Q-9XZ2-MNPR-4TVW-Y6H8', 'code [removed]'],
  ['a join token', 'undongle-join-1/floor-2:30305/abc/def', '[removed]'],
  ['a key', 'k=qL8mZr1vXo3TgYwB5nJdHs7cPfKe9uAiRx2tVbEyQaM end', 'k=[removed] end'],
  ['a key in base64', 'k qL8mZr1vXo3TgYwB5n/dHs7cPfKe9uAi/x2tVbEyQaM1= end', 'k [removed] end'],
  ['a private key', 'x -----BEGIN PRIVATE KEY-----\nMIGH\n-----END PRIVATE KEY----- y', 'x [removed] y'],
])('[Q100] %s is taken out', (_, text, clean) => {
  expect(scrub(text)).toBe(clean)
})

test.each([
  'transfer tr_01hzxk3jjh8fv9r3w4m5n6p7q8 waits for the cloud',
  'connect ECONNREFUSED 127.0.0.1:8080',
  'cannot open /usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so.1.2.3',
  'journal-disk-full: The disk is full.',
])('what support needs stays: %s', (text) => {
  expect(scrub(text)).toBe(text)
})
