import type { RuleAnswer } from '@undongle/core/policy/rule'
import type { RuleFinding } from '@undongle/core/policy/rule-words'
import i18next from 'i18next'
import { useTranslation } from 'react-i18next'
import { writeDay } from '../../ui/format.ts'

/** What a rule found and what to do, in the language of the page. A License Server that is newer than the page says it in English. */
export function useRuleWords(): (answer: RuleAnswer) => { reason: string; fix: string } {
  const { t } = useTranslation()
  return ({ code, about: { day, ...about }, reason, fix }) => {
    if (!hasWords(code)) return { reason, fix }
    const values = { ...about, ...(day === undefined ? {} : { day: writeDay(day) }) }
    return { reason: t(`rule.${code}.say`, values), fix: t(`rule.${code}.next`, values) }
  }
}

const hasWords = (code: string): code is RuleFinding => i18next.exists(`rule.${code}.say`)
