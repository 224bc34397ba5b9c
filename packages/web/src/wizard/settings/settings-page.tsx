import { Group, List, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Facts } from '../../ui/facts.tsx'
import { writeNames } from '../../ui/format.ts'
import { LanguageChoice } from '../../ui/language-choice.tsx'
import { LinkButton } from '../../ui/link-button.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { Page } from '../../ui/page.tsx'
import { Section } from '../../ui/section.tsx'
import { SourceSwitch } from '../dongle/source-switches.tsx'
import { useLines, useSources, useStatus } from '../queries.ts'
import { NetworkSettings } from './network-settings.tsx'

/** SETTINGS: the way back [Q47], the network, what works without one, the language of these pages, and what this is. */
export function SettingsPage() {
  const { t } = useTranslation()
  return (
    <Page title={t('settingsPage.title')} subtitle={t('settingsPage.subtitle')}>
      <WayBack />
      <NetworkSettings />
      <Offline />
      <Section title={t('common.language')}>
        <LanguageChoice />
      </Section>
      <About />
    </Page>
  )
}

function WayBack() {
  const { t } = useTranslation()
  return (
    <Section title={t('settingsPage.wayBack')}>
      <Loaded query={useSources()} rows={1}>
        {({ sources }) =>
          sources.length === 0 ? (
            <Text>{t('settingsPage.noWayBack')}</Text>
          ) : (
            <Stack>
              <Text>{t('settingsPage.wayBackSay')}</Text>
              {sources.map((source) => (
                <Stack key={`${source.dongle} ${source.line}`} gap="xs">
                  <Text fw={600} className="breakable">
                    {writeNames(source.label, source.serial)}
                  </Text>
                  <SourceSwitch source={source} />
                </Stack>
              ))}
            </Stack>
          )
        }
      </Loaded>
    </Section>
  )
}

function Offline() {
  const { t } = useTranslation()
  return (
    <Section title={t('settingsPage.offline')}>
      <Loaded query={useLines()} rows={2}>
        {({ lines }) =>
          lines.length === 0 ? (
            <Text>{t('settingsPage.noLines')}</Text>
          ) : (
            <>
              <List spacing={4}>
                {lines.map(({ id, name, policy: { offlineDays } }) => (
                  <List.Item key={id}>
                    {offlineDays === 0
                      ? t('settingsPage.offlineNever', { line: name })
                      : t('settingsPage.offlineSay', { line: name, count: offlineDays })}
                  </List.Item>
                ))}
              </List>
              <Text size="sm" c="dimmed">
                {t('settingsPage.offlineBy')}
              </Text>
            </>
          )
        }
      </Loaded>
      <Text size="sm">{t('courier.settingsSay')}</Text>
      <Group>
        <LinkButton to="/courier" variant="default">
          {t('courier.open')}
        </LinkButton>
      </Group>
    </Section>
  )
}

function About() {
  const { t } = useTranslation()
  return (
    <Section title={t('settingsPage.about')}>
      <Loaded query={useStatus()} rows={2}>
        {({ version, cloud, signIn }) => (
          <Facts
            facts={[
              [t('settingsPage.version'), t('common.licenseServer', { version })],
              [t('settingsPage.port'), window.location.origin],
              [t('settingsPage.cloud'), cloud.url],
              [t('settingsPage.company'), signIn.state === 'signed-in' ? signIn.company.name : t('bar.signedOut')],
            ]}
          />
        )}
      </Loaded>
      <Group>
        <LinkButton to="/online-licensing" variant="default">
          {t('settingsPage.toSignIn')}
        </LinkButton>
      </Group>
    </Section>
  )
}
