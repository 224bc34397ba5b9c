import { Text } from '@mantine/core'
import type { Term } from '@undongle/core/license'
import { endOfDay } from '@undongle/core/time'
import { useTranslation } from 'react-i18next'
import { writeDay } from './format.ts'

/** Until when a license is valid; an ended one in red, and in words. */
export function TermOf({ term, now }: { term: Term; now: Date }) {
  const { t } = useTranslation()
  if (term.kind === 'perpetual') return t('license.perpetual')
  const ended = endOfDay(term.until) <= now
  return (
    <Text span size="sm" {...(ended ? { c: 'var(--mantine-color-error)' } : {})}>
      {ended ? t('license.ended', { day: writeDay(term.until) }) : t('license.until', { day: writeDay(term.until) })}
    </Text>
  )
}
