import { Group, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { LinkButton } from '../../ui/link-button.tsx'
import { Page } from '../../ui/page.tsx'
import { Section } from '../../ui/section.tsx'

const steps = [
  { step: 'before' },
  { step: 'signIn', to: '/online-licensing' },
  { step: 'dongle', to: '/dongle' },
  { step: 'check', to: '/transfer' },
  { step: 'review' },
  { step: 'run' },
  { step: 'result', to: '/' },
] as const

/** The guide every page leads to [Q49]. It stands on this machine, so it is there without a network too. */
export function GuidePage() {
  const { t } = useTranslation()
  return (
    <Page title={t('guidePage.title')} subtitle={t('guidePage.subtitle')}>
      <Section title={t('guidePage.why')}>
        <Text>{t('help.whyMove')}</Text>
      </Section>
      {steps.map((entry) => (
        <Section key={entry.step} title={t(`guidePage.steps.${entry.step}.title`)}>
          <Text>{t(`guidePage.steps.${entry.step}.say`)}</Text>
          {'to' in entry && (
            <Group>
              <LinkButton to={entry.to} variant="default">
                {t(`guidePage.steps.${entry.step}.action`)}
              </LinkButton>
            </Group>
          )}
        </Section>
      ))}
      <Section title={t('guidePage.stuck')}>
        <Text>{t('guidePage.stuckSay')}</Text>
        <Group>
          <LinkButton to="/doctor" variant="default">
            {t('guidePage.toDoctor')}
          </LinkButton>
          <LinkButton to="/support" variant="subtle">
            {t('common.contactSupport')}
          </LinkButton>
        </Group>
      </Section>
    </Page>
  )
}
