import type { Finding } from '@undongle/core/doctor/finding'
import { useTranslation } from 'react-i18next'
import { hasProblemWords } from '../../ui/problem-words.ts'

/** What was found and what to do, in the language of the page; where it is about problems, those too. */
export function useFindingWords(): (finding: Finding) => { say: string; next: string } {
  const { t } = useTranslation()
  const sayCause = ({ about, code }: Finding['causes'][number]) => {
    if (!hasProblemWords(code)) return undefined
    const say = t(`problem.${code}.say`)
    return about === '' ? say : `${about}: ${say}`
  }
  return ({ code, about, causes }) => {
    const said = causes.map(sayCause)
    const isSayable = said.length > 0 && said.every((say) => say !== undefined)
    const values = { about: isSayable ? said.join(' ') : about }
    return { say: t(`finding.${code}.say`, values), next: t(`finding.${code}.next`, values) }
  }
}
