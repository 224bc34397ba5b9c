import { Anchor, Group, Stack, Text } from '@mantine/core'
import type { ProductLine } from '@undongle/core/api/cloud'
import { useTranslation } from 'react-i18next'
import { Copy } from '../../ui/copy-button.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Section } from '../../ui/section.tsx'
import { useDongles, useLines, useStatus } from '../queries.ts'
import { mailAddress } from './mail.ts'

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

interface LineProps {
  readonly line: ProductLine
  readonly facts: readonly (readonly [string, string])[]
  readonly topic: string
}

function LineSupport({ line, facts, topic }: LineProps) {
  const { t } = useTranslation()
  const { support } = line.policy
  const subject = t('support.subject', { topic: topic || line.name })
  return (
    <Section title={t('support.forLine', { line: line.name })}>
      <Stack gap="xs">
        <Text fw={600}>{support.name}</Text>
        <Group>
          <Anchor href={mailAddress(support.email, subject, facts)} underline="always">
            {t('support.mail', { email: support.email })}
          </Anchor>
          {support.phone !== '' && (
            <Anchor href={`tel:${support.phone.replaceAll(/[^+\d]/g, '')}`} underline="always">
              {t('support.call', { phone: support.phone })}
            </Anchor>
          )}
        </Group>
      </Stack>
    </Section>
  )
}
