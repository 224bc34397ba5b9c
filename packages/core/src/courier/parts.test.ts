import fc from 'fast-check'
import { expect, test } from 'vitest'
import { joinLetter, splitLetter } from './parts.ts'

const anyLetter = fc.stringMatching(/^[A-Za-z0-9_.-]{1,3000}$/)

test('[Q97] parts read in any order, some of them twice, are the letter again', () => {
  fc.assert(
    fc.property(anyLetter, fc.infiniteStream(fc.nat()), (letter, chance) => {
      const parts = splitLetter(letter)
      const shuffled = parts
        .map((part) => ({ part, place: chance.next().value ?? 0 }))
        .toSorted((a, b) => a.place - b.place)
        .map(({ part }) => part)
      expect(joinLetter([...shuffled, ...parts.slice(0, 1)].join('\n'))).toEqual({ joined: 'whole', letter })
    }),
    { seed: 97, numRuns: 100 },
  )
})

test('[Q97] a missing part is named', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z]{1200,2000}$/), fc.nat(), (letter, place) => {
      const parts = splitLetter(letter)
      const missing = place % parts.length
      const read = parts.filter((_, index) => index !== missing).join(' ')
      expect(joinLetter(read)).toEqual({ joined: 'missing', parts: [missing + 1], of: parts.length })
    }),
    { seed: 97, numRuns: 50 },
  )
})

test.each<[string, string, string]>([
  ['a letter that a mail program broke into lines', 'eyJ\nhbGci\r\n OiJ', 'whole'],
  ['parts of two letters', `${splitLetter('one')[0]} ${splitLetter('two')[0]}`, 'mixed'],
  ['a part and something else', `${splitLetter('one')[0]} milk`, 'mixed'],
  ['something else and a part', `milk ${splitLetter('one')[0]}`, 'mixed'],
  ['a part that is bent', `${splitLetter('one')[0]}x`, 'changed'],
  ['more parts than were made', 'U1.1/999.abcdefgh.x', 'missing'],
  ['no part at all', 'U1.0/0.abcdefgh.x', 'changed'],
  ['nothing', '', 'whole'],
])('[Q97] %s', (_, text, joined) => {
  expect(joinLetter(text)).toMatchObject({ joined })
})
