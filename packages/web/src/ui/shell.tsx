import { AppShell, Box, Burger, Container, Group, Image, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useLocation } from '@tanstack/react-router'
import { type ReactNode, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { ColorSchemeSwitch } from './color-scheme-switch.tsx'
import { Icon, type IconName } from './icons.tsx'
import { MenuLink } from './menu-link.tsx'

export interface MenuEntry {
  readonly to: string
  readonly label: string
  readonly icon: IconName
}

interface Props {
  readonly name: string
  /** The address of the vendor's logo. */
  readonly logo?: string | undefined
  readonly menu: readonly MenuEntry[]
  /** Who is signed in, at the right of the header. */
  readonly account: ReactNode
  /** Bars that stay on top of every page. */
  readonly bars?: ReactNode
  readonly menuFooter?: ReactNode
  /** Without the menu: in a window of another application. */
  readonly plain?: boolean
  readonly children: ReactNode
}

/** The frame of every page: header, menu (behind a burger on narrow screens), bars, content. */
export function Shell({ name, logo, menu, account, bars, menuFooter, plain = false, children }: Props) {
  const { t } = useTranslation()
  const [opened, { toggle, close }] = useDisclosure(false)
  const pathname = useLocation({ select: (location) => location.pathname })
  // biome-ignore lint/correctness/useExhaustiveDependencies: going to another page closes the menu
  useEffect(close, [pathname])
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 240, breakpoint: 'sm', collapsed: { mobile: !opened || plain, desktop: plain } }}
      padding="md"
      transitionDuration={0} // the library moves the page also for those who asked for less motion
    >
      <AppShell.Header px="md">
        <Group h="100%" justify="space-between" wrap="nowrap">
          <Group gap="xs" wrap="nowrap" miw={0}>
            {!plain && (
              <Burger
                opened={opened}
                onClick={toggle}
                hiddenFrom="sm"
                size="sm"
                aria-label={t('common.menu')}
                aria-expanded={opened}
              />
            )}
            {logo !== undefined && (
              <Image src={logo} alt="" h={32} w="auto" maw={{ base: 96, sm: 160 }} fit="contain" />
            )}
            <Text fw={700} truncate>
              {name}
            </Text>
          </Group>
          <Group gap="xs" wrap="nowrap" miw={0}>
            <Box visibleFrom="xs" miw={0}>
              {account}
            </Box>
            <ColorSchemeSwitch />
          </Group>
        </Group>
      </AppShell.Header>
      {!plain && (
        <AppShell.Navbar p="xs" aria-label={t('common.menu')}>
          <AppShell.Section grow>
            {menu.map(({ to, label, icon }) => (
              <MenuLink
                key={to}
                to={to}
                label={label}
                leftSection={<Icon name={icon} />}
                active={isAt(pathname, to)}
                variant="light"
                aria-current={isAt(pathname, to) ? 'page' : undefined}
                style={{ borderRadius: 'var(--mantine-radius-md)' }}
              />
            ))}
          </AppShell.Section>
          <AppShell.Section>
            <Box hiddenFrom="xs" p="xs">
              {account}
            </Box>
            {menuFooter}
          </AppShell.Section>
        </AppShell.Navbar>
      )}
      <AppShell.Main>
        <Container size="lg" p={0}>
          {bars}
          {children}
        </Container>
      </AppShell.Main>
    </AppShell>
  )
}

const isAt = (pathname: string, to: string): boolean =>
  to === '/' ? pathname === '/' : pathname === to || pathname.startsWith(`${to}/`)
