import { NativeSelect } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { type Language, languageNames, languageOf, languages } from '../i18n/language.ts'
import { changeLanguage } from '../i18n/start.ts'
import { browserPlace } from './browser-place.ts'

/** The pages go on in the language that is chosen, now and next time in this browser. */
export function LanguageChoice() {
  const { t, i18n } = useTranslation()
  const change = useMutation({ mutationFn: (language: Language) => changeLanguage(browserPlace(), language) })
  return (
    <NativeSelect
      aria-label={t('common.language')}
      maw={320}
      value={languageOf(i18n.language) ?? languages[0]}
      error={change.isError && t('trouble.unreachable')}
      onChange={({ currentTarget: { value } }) => change.mutate(languageOf(value) ?? languages[0])}
    >
      {languages.map((language) => (
        <option key={language} value={language} lang={language}>
          {languageNames[language]}
        </option>
      ))}
    </NativeSelect>
  )
}
