import { Group, Stack, Text } from '@mantine/core'
import { useLocation } from '@tanstack/react-router'
import type { TransferId } from '@undongle/core/id'
import { useTranslation } from 'react-i18next'
import { isUnreachable } from '../api/trouble.ts'
import { LinkButton } from '../ui/link-button.tsx'
import { Notice } from '../ui/notice.tsx'
import { CourierBar } from './courier/courier-bar.tsx'
import { useHost } from './host/host.tsx'
import { HostBar } from './host/host-bar.tsx'
import { useStatus, useTransferSeldom } from './queries.ts'
import { isPastNoReturn, percentOf } from './transfer/progress.ts'

/** What stays in sight on every page: lost contact, a transfer that is not finished, and an application that waits. */
export function Bars() {
  const { t } = useTranslation()
  const status = useStatus()
  const pathname = useLocation({ select: (location) => location.pathname })
  const running = status.data?.running.find((transfer) => !pathname.startsWith(`/transfer/${transfer}`))
  const lost = status.isError && isUnreachable(status.error)
  const isWaited = useHost().ask !== undefined
  const courier = pathname !== '/courier' && <CourierBar />
  if (!lost && running === undefined && !isWaited) return courier
  return (
    <Stack gap="xs" mb="lg">
      {courier}
      {lost && (
        <Notice mood="plain" role="status">
          {t('bar.lost')}
        </Notice>
      )}
      {running !== undefined && <RunningBar transfer={running} />}
      <HostBar />
    </Stack>
  )
}

function RunningBar({ transfer }: { transfer: TransferId }) {
  const { t } = useTranslation()
  const { data } = useTransferSeldom(transfer)
  if (!data || data.state === 'finished') return null
  const isNeeded = data.dongle.class === 'A' && !isPastNoReturn(data.phase)
  const words = data.state === 'waiting' ? 'bar.waiting' : isNeeded ? 'bar.running' : 'bar.finishing'
  return (
    <Notice mood="warning">
      <Group justify="space-between">
        <Text size="sm" className="breakable">
          {t(words, { serial: data.dongle.serial })} {percentOf(data.phase)} %
        </Text>
        <LinkButton to="/transfer/$transfer" params={{ transfer }} size="xs" variant="default">
          {t('bar.open')}
        </LinkButton>
      </Group>
    </Notice>
  )
}
