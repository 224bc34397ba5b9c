import { Group } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { LinkButton } from './link-button.tsx'
import { Page } from './page.tsx'

export function NotFound() {
  const { t } = useTranslation()
  return (
    <Page title={t('common.notFound')} subtitle={t('common.notFoundSay')}>
      <Group>
        <LinkButton to="/">{t('common.toHome')}</LinkButton>
      </Group>
    </Page>
  )
}
