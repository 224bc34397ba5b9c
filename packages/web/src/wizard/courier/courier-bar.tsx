import { Group, Text } from '@mantine/core'
import { subjectOf } from '@undongle/core/courier/words'
import { useTranslation } from 'react-i18next'
import { LinkButton } from '../../ui/link-button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { useCourier } from './use-courier.ts'

/** On every page but its own: what has to be carried next. */
export function CourierBar() {
  const { t } = useTranslation()
  const { data } = useCourier()
  const next = data?.enabled ? data.waiting.find(({ state }) => state !== 'answered') : undefined
  if (next === undefined) return null
  return (
    <Notice mood="plain" mb="lg">
      <Group justify="space-between">
        <Text size="sm">{t('courier.pending', { subject: t(`courier.subject.${subjectOf(next.operation)}`) })}</Text>
        <LinkButton to="/courier" size="xs" variant="default">
          {t('courier.open')}
        </LinkButton>
      </Group>
    </Notice>
  )
}
