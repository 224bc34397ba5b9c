import { Button, Group, Text } from '@mantine/core'
import { Outlet } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Icon } from '../ui/icons.tsx'
import { LanguageChoice } from '../ui/language-choice.tsx'
import { Shell } from '../ui/shell.tsx'
import type { Session } from './cloud.tsx'
import { useLines, useLogo, useSession, useSignOut } from './queries.ts'

/** The frame of the console. Who is not signed in sees no entry that leads nowhere. */
export function ConsoleShell() {
  const { t } = useTranslation()
  const session = useSession().data ?? null
  const lines = useLines()
  const pages =
    session === null
      ? [{ to: '/licenses', label: t('access.title'), icon: 'account' as const }]
      : [
          { to: '/licenses', label: t('console.menu.licenses'), icon: 'licenses' as const },
          { to: '/transfers', label: t('console.menu.transfers'), icon: 'transfer' as const },
          { to: '/device', label: t('console.menu.device'), icon: 'dongle' as const },
        ]
  return (
    <Shell
      name={lines.data?.vendor ?? t('console.name')}
      menu={[
        ...pages,
        { to: '/courier', label: t('courier.console'), icon: 'download' },
        { to: '/support', label: t('menu.support'), icon: 'support' },
      ]}
      logo={useLogo(lines.data?.logo ?? null)}
      account={session !== null && <Account session={session} />}
      menuFooter={<LanguageChoice />}
    >
      <Outlet />
    </Shell>
  )
}

function Account({ session }: { session: Session }) {
  const { t } = useTranslation()
  const signOut = useSignOut()
  return (
    <Group gap="xs" wrap="nowrap">
      <Text size="sm" truncate>
        {session.user.email}
      </Text>
      <Button
        variant="default"
        size="xs"
        leftSection={<Icon name="signOut" size={16} />}
        loading={signOut.isPending}
        onClick={() => signOut.mutate()}
      >
        {t('console.signOut')}
      </Button>
    </Group>
  )
}
