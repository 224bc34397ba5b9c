import { ActionIcon, type MantineColorScheme, useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Icon } from './icons.tsx'

const order: readonly MantineColorScheme[] = ['auto', 'light', 'dark']

/** Goes around: as the system (the default), light, dark. The browser remembers it. */
export function ColorSchemeSwitch() {
  const { t } = useTranslation()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const shown = useComputedColorScheme('light')
  const next = order[(order.indexOf(colorScheme) + 1) % order.length] ?? 'auto'
  const label = `${t('common.colorScheme')}: ${t(`common.colors.${colorScheme}`)}`
  return (
    <ActionIcon variant="default" size="lg" aria-label={label} title={label} onClick={() => setColorScheme(next)}>
      <Icon name={shown === 'dark' ? 'moon' : 'sun'} />
    </ActionIcon>
  )
}
