import { Group } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { TextLink } from '../../ui/text-link.tsx'

/** In a window of an application there is no menu; help stays in reach all the same. */
export function HelpLinks() {
  const { t } = useTranslation()
  return (
    <Group mt="lg">
      <TextLink to="/guide" size="sm">
        {t('help.menu.guide')}
      </TextLink>
      <TextLink to="/doctor" size="sm">
        {t('help.toDoctor')}
      </TextLink>
      <TextLink to="/support" size="sm">
        {t('common.contactSupport')}
      </TextLink>
    </Group>
  )
}
