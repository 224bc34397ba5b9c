import type { LocalAnswer } from '@undongle/core/api/local'
import type { Readiness } from '@undongle/core/readiness/decide'
import i18next from 'i18next'
import { useTranslation } from 'react-i18next'

type Told = Pick<LocalAnswer<'readiness.read'>, 'answer' | 'reason' | 'say' | 'next'>

/** What the waiting application was told, in the language of the page. A License Server that is newer than the page says it in English. */
export function useReadinessWords(): (told: Told) => { say: string; next: string } {
  const { t } = useTranslation()
  return (told) => {
    if (!hasWords(told)) return told
    switch (told.answer) {
      case 'ready':
        return { say: t(`readiness.ready.${told.reason}.say`), next: t(`readiness.ready.${told.reason}.next`) }
      case 'transfer-offered':
        return {
          say: t(`readiness.transfer-offered.${told.reason}.say`),
          next: t(`readiness.transfer-offered.${told.reason}.next`),
        }
      case 'transfer-required':
        return {
          say: t(`readiness.transfer-required.${told.reason}.say`),
          next: t(`readiness.transfer-required.${told.reason}.next`),
        }
      case 'production-stop':
        return {
          say: t(`readiness.production-stop.${told.reason}.say`),
          next: t(`readiness.production-stop.${told.reason}.next`),
        }
    }
  }
}

const hasWords = (told: Told): told is Told & Readiness => i18next.exists(`readiness.${told.answer}.${told.reason}.say`)
