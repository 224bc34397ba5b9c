import { Group, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { writeMoment } from '../../ui/format.ts'
import { LicenseTable } from '../../ui/license-table.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Section } from '../../ui/section.tsx'
import { TextLink } from '../../ui/text-link.tsx'
import { useNow } from '../../ui/use-now.ts'
import { useDongles, useLicenses, useLines, useStatus } from '../queries.ts'
import { KeepDongle } from './keep-dongle.tsx'
import { nextStepOf } from './next-step.ts'
import { NextStepCard } from './next-step-card.tsx'
import { NothingYet } from './nothing-yet.tsx'
import { StatusTiles } from './status-tiles.tsx'

/** HOME: what can be used now, what it rests on, and the one next step. */
export function HomePage() {
  const { t } = useTranslation()
  const status = useStatus()
  const dongles = useDongles()
  return (
    <Page title={t('home.title')} subtitle={t('home.subtitle')}>
      <Loaded query={status} rows={3}>
        {(known) => (
          <Stack gap="lg">
            {known.clock === 'behind' && <Notice mood="warning">{t('home.clockBehind')}</Notice>}
            {known.clock === 'needs-contact' && <Notice mood="bad">{t('home.clockNeedsContact')}</Notice>}
            {known.certificateLog === 'forked' && <Notice mood="bad">{t('home.logForked')}</Notice>}
            {(known.certificateLog === 'smaller' || known.certificateLog === 'refused') && (
              <Notice mood="warning">{t('home.logDoubtful')}</Notice>
            )}
            <NextStepCard next={nextStepOf(known, dongles.data?.dongles ?? [])} />
            <StatusTiles status={known} dongles={dongles.data?.dongles ?? []} />
            {known.signIn.state === 'signed-in' && (
              <Text size="sm">{t('help.servedBy', { company: known.signIn.company.name })}</Text>
            )}
          </Stack>
        )}
      </Loaded>
      <Licenses />
    </Page>
  )
}

function Licenses() {
  const { t } = useTranslation()
  const licenses = useLicenses()
  const lines = useLines()
  const now = useNow(60_000)
  return (
    <Section>
      <Loaded query={licenses}>
        {({ licenses: held, asOf }) => (
          <Stack>
            <KeepDongle licenses={held} />
            {held.length === 0 ? (
              <NothingYet />
            ) : (
              <LicenseTable licenses={held} lines={lines.data?.lines ?? []} now={now} />
            )}
            <Group justify="space-between">
              <Text size="sm" c="dimmed">
                {asOf === null ? t('home.neverTold') : t('home.asOf', { time: writeMoment(asOf) })}
              </Text>
              {held.length > 0 && (
                <TextLink to="/activation" size="sm">
                  {t('home.redeem')}
                </TextLink>
              )}
            </Group>
          </Stack>
        )}
      </Loaded>
    </Section>
  )
}
