import { Group, Progress, Stack, Text } from '@mantine/core'
import type { LocalTransfer } from '@undongle/core/api/local/transfer'
import { useTranslation } from 'react-i18next'
import { minutesToMs, writeSpan } from '../../ui/format.ts'
import { Section } from '../../ui/section.tsx'
import { useNow } from '../../ui/use-now.ts'
import { CancelTransfer } from './cancel-transfer.tsx'
import { PhaseList } from './phase-list.tsx'
import { isPastNoReturn, percentOf, phaseAfter } from './progress.ts'
import { RunsBeside } from './runs-beside.tsx'
import { UsableMeanwhile } from './usable-meanwhile.tsx'
import { WaitingFor } from './waiting-for.tsx'

/** Where a transfer stands: the bar, the phase in a sentence, what is being waited for, and what the person may do meanwhile. */
export function Run({ run, isLive }: { run: LocalTransfer; isLive: boolean }) {
  const { t } = useTranslation()
  const percent = percentOf(run.phase)
  const phase = phaseAfter(run.phase)
  const isReadable = run.dongle.class === 'B'
  const words = isReadable ? 'drainPhase' : 'phase'
  return (
    <Stack gap="lg">
      {run.state === 'waiting' && run.waitingFor !== null && <WaitingFor run={run} waitingFor={run.waitingFor} />}
      <Section>
        <Progress.Root size="xl">
          <Progress.Section
            value={percent}
            animated={run.state === 'running'}
            striped={run.state === 'running'}
            aria-label={t('run.progress')}
          />
        </Progress.Root>
        <Group justify="space-between">
          <Text fw={600} role="status">
            {phase === undefined ? t('phase.certified.done') : t(`${words}.${phase}.doing`)} · {percent} %
          </Text>
          <Elapsed run={run} />
        </Group>
        <PhaseList phase={run.phase} isWaiting={run.state === 'waiting'} isReadable={isReadable} />
        <UsableMeanwhile run={run} />
        {!isReadable && <Text size="sm">{isPastNoReturn(run.phase) ? t('run.leaveOut') : t('run.keepIn')}</Text>}
        {run.resumed && <Text size="sm">{t('run.resumed')}</Text>}
        {!isLive && run.state === 'running' && (
          <Text size="sm" c="dimmed">
            {t('run.polling')}
          </Text>
        )}
        <Text size="sm" c="dimmed">
          {t('run.safeToClose')}
        </Text>
        <CancelTransfer run={run} />
      </Section>
      <RunsBeside run={run} />
    </Stack>
  )
}

/** The time since the start against the usual one; slower than usual is said, and that nothing is lost. */
function Elapsed({ run }: { run: LocalTransfer }) {
  const { t } = useTranslation()
  const elapsedMs = useNow().getTime() - Date.parse(run.startedAt)
  const { usualMinutes } = run.policy
  const isSlow = run.state === 'running' && elapsedMs > minutesToMs(usualMinutes)
  const isDraining = run.drain !== null // how long that takes is up to other machines, and said above
  return (
    <Text size="sm" c="dimmed" className="numbers">
      {t('run.elapsed', { time: writeSpan(elapsedMs) })}
      {!isDraining && <> · {isSlow ? t('run.slower') : t('run.usual', { count: usualMinutes })}</>}
    </Text>
  )
}
