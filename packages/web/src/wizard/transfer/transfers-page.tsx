import { Group, Stack, Table, Text } from '@mantine/core'
import type { LocalTransfer } from '@undongle/core/api/local/transfer'
import { useTranslation } from 'react-i18next'
import { Empty } from '../../ui/empty.tsx'
import { writeMoment, writeNames } from '../../ui/format.ts'
import { LinkButton } from '../../ui/link-button.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { Page } from '../../ui/page.tsx'
import { ScrollTable } from '../../ui/scroll-table.tsx'
import { Section } from '../../ui/section.tsx'
import { TextLink } from '../../ui/text-link.tsx'
import { isReady } from '../home/next-step.ts'
import { useDongles, useLineName, useTransfers } from '../queries.ts'
import { TransferState } from './transfer-state.tsx'

/** TRANSFER: begin one, and every one there was. */
export function TransfersPage() {
  const { t } = useTranslation()
  return (
    <Page title={t('transfer.title')} subtitle={t('does.transfer')}>
      <Section title={t('transfer.start')}>
        <Text>
          {t('help.whyMove')} {t('transfer.startSay')}
        </Text>
        <ReadyDongles />
        <TextLink to="/guide">{t('help.toGuide')}</TextLink>
      </Section>
      <Section title={t('transfer.past')}>
        <Loaded query={useTransfers()}>
          {({ transfers }) => (transfers.length === 0 ? <NoTransfers /> : <TransferTable transfers={transfers} />)}
        </Loaded>
      </Section>
    </Page>
  )
}

function ReadyDongles() {
  const { t } = useTranslation()
  return (
    <Loaded query={useDongles()} rows={1}>
      {({ dongles }) => {
        const readable = dongles.filter((dongle) => dongle.state === 'ready')
        if (readable.length === 0) {
          return (
            <Group>
              <Text>{t('transfer.noneReady')}</Text>
              <LinkButton to="/dongle">{t('transfer.toDongle')}</LinkButton>
            </Group>
          )
        }
        return (
          <Stack gap="sm">
            {readable.map((dongle) => (
              <Group key={dongle.dongle} justify="space-between">
                <Text className="breakable">{writeNames(dongle.label, dongle.serial)}</Text>
                <LinkButton
                  to="/transfer/check"
                  search={{ dongle: dongle.dongle }}
                  variant={isReady(dongle) ? 'filled' : 'default'}
                  aria-label={`${t('dongle.transfer')}: ${dongle.label}`}
                >
                  {t('dongle.transfer')}
                </LinkButton>
              </Group>
            ))}
          </Stack>
        )
      }}
    </Loaded>
  )
}

function NoTransfers() {
  const { t } = useTranslation()
  return (
    <Empty icon="transfer" title={t('transfer.pastEmpty')}>
      {t('transfer.pastEmptySay')}
    </Empty>
  )
}

function TransferTable({ transfers }: { transfers: readonly LocalTransfer[] }) {
  const { t } = useTranslation()
  const lineName = useLineName()
  const columns = (['started', 'dongle', 'line', 'result', 'action'] as const).map((column) =>
    t(`transfer.column.${column}`),
  )
  return (
    <ScrollTable label={t('transfer.past')} columns={columns}>
      {transfers.map((transfer) => (
        <Table.Tr key={transfer.id}>
          <Table.Td>{writeMoment(transfer.startedAt)}</Table.Td>
          <Table.Td className="breakable">{transfer.dongle.serial}</Table.Td>
          <Table.Td>{lineName(transfer.line)}</Table.Td>
          <Table.Td>
            <TransferState transfer={transfer} />
          </Table.Td>
          <Table.Td>
            <TextLink
              to="/transfer/$transfer"
              params={{ transfer: transfer.id }}
              aria-label={t('transfer.openOf', { serial: transfer.dongle.serial })}
            >
              {t('transfer.open')}
            </TextLink>
          </Table.Td>
        </Table.Tr>
      ))}
    </ScrollTable>
  )
}
