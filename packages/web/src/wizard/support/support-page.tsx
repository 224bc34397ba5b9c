import { Group } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Copy } from '../../ui/copy-button.tsx'
import { Facts } from '../../ui/facts.tsx'
import { LineSupport } from '../../ui/line-support.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Section } from '../../ui/section.tsx'
import { TextLink } from '../../ui/text-link.tsx'
import { useDongles, useLines, useStatus } from '../queries.ts'

/** Support, for everybody who can open this page: no sign-in is needed [Q48]. */
export function SupportPage({ topic }: { topic: string }) {
  const { t } = useTranslation()
  const status = useStatus()
  const lines = useLines()
  const dongles = useDongles()
  const signIn = status.data?.signIn
  const facts: (readonly [string, string])[] = [
    [t('signIn.licenseServer'), status.data?.version ?? ''],
    [t('signIn.cloud'), status.data?.cloud.url ?? ''],
    [t('signIn.company'), signIn?.state === 'signed-in' ? `${signIn.company.name} (${signIn.company.id})` : ''],
    [t('transfer.dongle'), dongles.data?.dongles.map((dongle) => dongle.serial).join(', ') ?? ''],
    [t('support.topic'), topic],
  ]
  const told = facts.filter(([, value]) => value !== '')
  return (
    <Page title={t('support.title')} subtitle={t('support.subtitle')}>
      <Group>
        <TextLink to="/doctor">{t('help.toDoctor')}</TextLink>
        <TextLink to="/guide">{t('help.toGuide')}</TextLink>
      </Group>
      {lines.data?.lines.length === 0 && (
        <Notice mood="plain" title={t('support.noLines')}>
          {t('support.noLinesNext', { vendor: status.data?.vendor ?? '' })}
        </Notice>
      )}
      {lines.data?.lines.map((line) => (
        <LineSupport key={line.id} line={line} facts={told} topic={topic} />
      ))}
      <Section
        title={t('support.facts')}
        aside={
          <Copy text={told.map(([name, value]) => `${name}: ${value}`).join('\n')} label={t('common.copyDetails')} />
        }
      >
        <Facts facts={told} />
      </Section>
    </Page>
  )
}
