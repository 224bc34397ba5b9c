import { List } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Empty } from '../../ui/empty.tsx'
import { TextLink } from '../../ui/text-link.tsx'

/** Neither a dongle nor a license: every way to one [Q06]. */
export function NothingYet() {
  const { t } = useTranslation()
  return (
    <Empty icon="licenses" title={t('home.empty')}>
      {t('nothingYet.say')}
      <List spacing="xs" mt="xs" ta="left" c="var(--mantine-color-text)" aria-label={t('nothingYet.list')}>
        <List.Item>
          <TextLink to="/dongle">{t('nothingYet.plugIn')}</TextLink>
        </List.Item>
        <List.Item>
          <TextLink to="/activation">{t('nothingYet.code')}</TextLink>
        </List.Item>
        <List.Item>
          <TextLink to="/support" search={{ topic: t('nothingYet.lostTopic') }}>
            {t('nothingYet.lost')}
          </TextLink>
        </List.Item>
        <List.Item>
          <TextLink to="/support">{t('common.contactSupport')}</TextLink>
        </List.Item>
      </List>
    </Empty>
  )
}
