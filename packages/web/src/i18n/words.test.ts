import { expect, test } from 'vitest'
import { da } from './da.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import { languages } from './language.ts'

// That a key has words in every language is what the types say. Here stands what they can't: what is in the words, and who needs them.

const trees = { en, de, da } as const
const foreign = ['de', 'da'] as const
const leaves = (tree: object, at = ''): [key: string, words: string][] =>
  Object.entries(tree).flatMap(([name, below]: [string, unknown]) =>
    typeof below === 'object' && below !== null ? leaves(below, `${at}${name}.`) : [[`${at}${name}`, String(below)]],
  )
const wordsOf = Object.fromEntries(languages.map((language) => [language, new Map(leaves(trees[language]))]))
const english = new Map(leaves(en))

test.each(foreign)('%s has exactly the keys of English', (language) => {
  expect([...(wordsOf[language]?.keys() ?? [])].toSorted()).toEqual([...english.keys()].toSorted())
})

test.each(
  foreign,
)('%s puts the same values into each sentence, and says something wherever English does', (language) => {
  const placeholders = (words: string) => [...new Set(words.match(/\{\{\w+\}\}/g))].toSorted()
  for (const [key, words] of wordsOf[language] ?? []) {
    expect(placeholders(words), key).toEqual(placeholders(english.get(key) ?? ''))
    expect(words === '', key).toBe(english.get(key) === '')
  }
})

test.each(languages)('%s has each number in every form that the language knows', (language) => {
  const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories.toSorted()
  const formsOf = new Map<string, string[]>()
  for (const key of wordsOf[language]?.keys() ?? []) {
    const [, stem, form] = /^(.+)_(zero|one|two|few|many|other)$/.exec(key) ?? []
    if (stem !== undefined && form !== undefined) formsOf.set(stem, [...(formsOf.get(stem) ?? []), form])
  }
  expect(formsOf.size).toBeGreaterThan(10)
  for (const [stem, found] of formsOf) expect(found.toSorted(), stem).toEqual(forms)
})

/** Words that are the same in the other language, and right. */
const sameWords: Record<(typeof foreign)[number], readonly string[]> = {
  de: ['DONGLE', 'Dongle', 'PIN', 'Cloud', 'Demo', 'Version', 'Code', 'Problem'],
  da: ['DONGLE', 'Dongle', 'Demo', 'Version', 'Driver', 'Disk', '{{number}} point', 'Menu', 'Problem', 'version'],
}

test.each(foreign)('%s leaves no English word standing', (language) => {
  const withoutValues = (words: string) => words.replaceAll(/\{\{\w+\}\}/g, '')
  const same = [...(wordsOf[language] ?? [])]
    .filter(([key, words]) => words === english.get(key) && /\p{Letter}{2}/u.test(withoutValues(words)))
    .filter(([, words]) => !sameWords[language].includes(words))
  expect(same).toEqual([])
})

test('every key is asked for by a page', () => {
  const sources: Record<string, string> = import.meta.glob(['../**/*.{ts,tsx}', '!../**/*.test.ts', '!./*'], {
    query: '?raw',
    import: 'default',
    eager: true,
  })
  const asked = Object.values(sources).flatMap((text) =>
    [/'[^'\n]+'/g, /`[^`]+`/g].flatMap((literal) => text.match(literal) ?? []),
  )
  const patterns = [...new Set(asked)].map(
    (literal) =>
      new RegExp(
        `^${literal
          .slice(1, -1)
          .split(/\$\{[^}]*\}/)
          .map(escaped)
          .join('[^.]+')}$`,
      ),
  )
  const keys = [...new Set([...english.keys()].map((key) => key.replace(/_(one|other)$/, '')))]
  expect(keys.filter((key) => !patterns.some((pattern) => pattern.test(key)))).toEqual([])
})

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
