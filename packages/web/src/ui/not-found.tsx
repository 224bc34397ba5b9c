import { Group, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { LinkButton } from './link-button.tsx'
import { Page } from './page.tsx'

export function NotFound() {
  const { t } = useTranslation()
  return (
    <Page title={t('common.notFound')}>
      <Text>{t('common.notFoundSay')}</Text>
      <Group>
        <LinkButton to="/">{t('common.toHome')}</LinkButton>
      </Group>
    </Page>
  )
}
