import { List, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Icon } from '../../ui/icons.tsx'
import { TextLink } from '../../ui/text-link.tsx'

/** Neither a dongle nor a license: every way to one [Q06]. */
export function NothingYet() {
  const { t } = useTranslation()
  return (
    <Stack align="center" gap="xs" py="lg">
      <Icon name="licenses" size={36} />
      <Text fw={600}>{t('home.empty')}</Text>
      <Text c="dimmed" maw="32rem" ta="center">
        {t('nothingYet.say')}
      </Text>
      <List spacing="xs" aria-label={t('nothingYet.list')}>
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
    </Stack>
  )
}
