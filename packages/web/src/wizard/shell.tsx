import { Text } from '@mantine/core'
import { Outlet } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Shell } from '../ui/shell.tsx'
import { TextLink } from '../ui/text-link.tsx'
import { Bars } from './bars.tsx'
import { HelpLinks } from './host/help-links.tsx'
import { useHost } from './host/host.tsx'
import { useDrawer, useLogo, useStatus } from './queries.ts'

/** The frame of the License Server's pages [Q35]. DRAWER is in the menu only where there is one. */
export function WizardShell() {
  const { t } = useTranslation()
  const status = useStatus()
  const drawer = useDrawer()
  const signIn = status.data?.signIn
  const isPlain = useHost().ask?.window === 'plain'
  return (
    <Shell
      name={status.data?.vendor ?? 'Undongle'}
      logo={useLogo(status.data?.logo ?? null)}
      menu={[
        { to: '/', label: t('menu.home'), icon: 'home' },
        { to: '/online-licensing', label: t('menu.signIn'), icon: 'account' },
        { to: '/dongle', label: t('menu.dongle'), icon: 'dongle' },
        { to: '/transfer', label: t('menu.transfer'), icon: 'transfer' },
        ...(drawer.data ? [{ to: '/drawer', label: t('menu.drawer'), icon: 'drawer' as const }] : []),
        { to: '/settings', label: t('help.menu.settings'), icon: 'settings' },
        { to: '/doctor', label: t('help.menu.doctor'), icon: 'doctor' },
        { to: '/guide', label: t('help.menu.guide'), icon: 'guide' },
        { to: '/support', label: t('menu.support'), icon: 'support' },
      ]}
      plain={isPlain}
      account={
        signIn !== undefined && (
          <TextLink to="/online-licensing" size="sm">
            {signIn.state === 'signed-in' ? t('bar.signedInAs', { company: signIn.company.name }) : t('bar.signedOut')}
          </TextLink>
        )
      }
      bars={<Bars />}
      menuFooter={
        status.data && (
          <Text size="xs" c="dimmed" p="xs">
            {t('common.licenseServer', { version: status.data.version })}
          </Text>
        )
      }
    >
      <Outlet />
      {isPlain && <HelpLinks />}
    </Shell>
  )
}
