import { expect, test } from 'vitest'
import { readingOf } from './language.ts'

test.each<[string | null, string[], string, string]>([
  [null, ['de-CH', 'en'], 'de', 'de-CH'],
  [null, ['fr-FR', 'da', 'en-US'], 'da', 'da'],
  [null, ['EN-gb'], 'en', 'EN-gb'],
  [null, ['fr'], 'en', 'en'],
  [null, [], 'en', 'en'],
  ['da', ['de-DE'], 'da', 'da'],
  ['de', ['en-US', 'de-AT'], 'de', 'de-AT'],
  ['tlh', ['da-DK'], 'da', 'da-DK'],
])('chosen %s in a browser of %j: words in %s, days as in %s', (chosen, wanted, language, locale) => {
  expect(readingOf(chosen, wanted)).toEqual({ language, locale })
})
