import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { type Language, readingOf } from './language.ts'
import type { Words } from './words.ts'

/** Where a page finds out how its person reads, and remembers it. */
export interface Place {
  readonly storage: Pick<Storage, 'getItem' | 'setItem'>
  /** The browser's languages, the dearest first. */
  readonly wanted: readonly string[]
  /** Says the language to screen readers. */
  readonly root: { lang: string }
}

const storageKey = 'undongle-language'

/** Only the words of one language are fetched; another one's when it is chosen. */
const loaders: Readonly<Record<Language, () => Promise<Words>>> = {
  en: async () => (await import('./en.ts')).en,
  de: async () => (await import('./de.ts')).de,
  da: async () => (await import('./da.ts')).da,
}

/** React escapes what it shows, so a word from a dongle or a vendor needs no second escaping here. */
export async function startWords({ storage, wanted, root }: Place): Promise<void> {
  const { language, locale } = readingOf(storage.getItem(storageKey), wanted)
  i18next.on('languageChanged', (tag) => {
    root.lang = tag
  })
  await i18next.use(initReactI18next).init({
    lng: locale,
    fallbackLng: false,
    resources: { [language]: { translation: await loaders[language]() } },
    interpolation: { escapeValue: false },
  })
}

/** Goes on in another language at once, and begins in it next time. Fails where its words can't be fetched, and changes nothing then. */
export async function changeLanguage({ storage, wanted }: Place, chosen: Language): Promise<void> {
  const { language, locale } = readingOf(chosen, wanted)
  i18next.addResourceBundle(language, 'translation', await loaders[language]())
  await i18next.changeLanguage(locale)
  storage.setItem(storageKey, language)
}
