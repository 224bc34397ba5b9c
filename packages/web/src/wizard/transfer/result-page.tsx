import { Group, Stack, Text } from '@mantine/core'
import type { LocalTransfer } from '@undongle/core/api/local/transfer'
import type { TransferId } from '@undongle/core/id'
import type { ResultName } from '@undongle/core/transfer/result'
import { useTranslation } from 'react-i18next'
import { Facts } from '../../ui/facts.tsx'
import { dayAfter, writeDay, writeMoment, writeNames } from '../../ui/format.ts'
import { LinkButton } from '../../ui/link-button.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { type Mood, Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Section } from '../../ui/section.tsx'
import { useTransferSeldom } from '../queries.ts'
import { Proof } from './proof.tsx'
import { ResultActions } from './result-actions.tsx'
import { RunsBeside } from './runs-beside.tsx'
import { Steps } from './steps.tsx'
import { UsableNow } from './usable-now.tsx'
import { Whereabouts } from './whereabouts.tsx'

/** Step 4: what came of it, what to do now, and the proof to keep [Q50–Q59]. */
export function ResultPage({ transfer }: { transfer: TransferId }) {
  const { t } = useTranslation()
  const query = useTransferSeldom(transfer)
  return (
    <Page title={t('done.title')} subtitle={t('does.result')}>
      <Steps at="result" />
      <Loaded query={query}>{(run) => (run === null ? null : <Result run={run} />)}</Loaded>
    </Page>
  )
}

const moods = {
  'all-moved': 'good',
  'partly-moved': 'good',
  'already-moved': 'good',
  'temporary-subscription': 'warning',
  'no-subscription': 'bad',
  'other-company': 'bad',
  'nothing-relevant': 'warning',
  ineligible: 'warning',
  failed: 'bad',
  cancelled: 'warning',
} as const satisfies Record<ResultName, Mood>

function Result({ run }: { run: LocalTransfer }) {
  const { t } = useTranslation()
  const result = run.result ?? 'failed'
  const leavesNothing = ['no-subscription', 'other-company', 'nothing-relevant'].includes(result)
  const credited = result === 'all-moved' || result === 'partly-moved'
  return (
    <Stack gap="lg">
      <Notice mood={moods[result]} title={t(`result.${result}.title`)}>
        <Stack gap="xs">
          <Text>{t(`result.${result}.say`)}</Text>
          {run.temporary !== null && (
            <Text>
              {t('done.temporaryUntil', { product: run.temporary.product, day: writeDay(run.temporary.until) })}
            </Text>
          )}
          <Text fw={600}>{t(`result.${result}.next`)}</Text>
          {leavesNothing && <Text>{t('done.productionStop')}</Text>}
          {credited && <UsableNow run={run} />}
          {credited && run.policy.graceDays > 0 && (
            <Text>
              {t('done.wayBack', { day: writeDay(dayAfter(run.finishedAt ?? run.startedAt, run.policy.graceDays)) })}
            </Text>
          )}
          {run.policy.disableDongleServiceAfter && credited && <Text>{t('done.serviceOff')}</Text>}
        </Stack>
      </Notice>
      <Whereabouts run={run} />
      <Section>
        <Facts
          facts={[
            [t('transfer.dongle'), writeNames(run.dongle.label, run.dongle.serial)],
            [t('done.contact'), run.targetUser],
            [t('done.finished'), run.finishedAt === null ? null : writeMoment(run.finishedAt)],
            [t('done.transferId'), run.id],
          ]}
        />
        <Proof run={run} />
      </Section>
      <RunsBeside run={run} />
      <ResultActions run={run} result={result} />
      <Group>
        <LinkButton to="/" size="md">
          {t('common.close')}
        </LinkButton>
      </Group>
    </Stack>
  )
}
