/** The languages of the pages, the first of them for whoever reads none. */
export const languages = ['en', 'de', 'da'] as const
export type Language = (typeof languages)[number]

/** Each is offered in its own language: who reads no English finds the own one. */
export const languageNames = { en: 'English', de: 'Deutsch', da: 'Dansk' } as const satisfies Record<Language, string>

/** How a person reads: the words, and the locale by which days and numbers are written, such as `de-CH`. */
export interface Reading {
  readonly language: Language
  readonly locale: string
}

/** What was chosen here before, or else the first language of the browser's that there are words in. */
export function readingOf(chosen: string | null, wanted: readonly string[]): Reading {
  const language =
    languages.find((one) => one === chosen) ?? wanted.map(languageOf).find((one) => one !== undefined) ?? languages[0]
  return { language, locale: wanted.find((tag) => languageOf(tag) === language) ?? language }
}

/** The language of a tag such as `de-CH`, if there are words in it. */
export function languageOf(tag: string): Language | undefined {
  const [primary] = tag.toLowerCase().split('-')
  return languages.find((one) => one === primary)
}
