import { Badge, Button, Group, Stack, Table } from '@mantine/core'
import type { TransferSummary } from '@undongle/core/api/transfer'
import type { CompanyId } from '@undongle/core/id'
import { useTranslation } from 'react-i18next'
import { CertificateButton } from '../ui/certificate-button.tsx'
import { Empty } from '../ui/empty.tsx'
import { writeMoment } from '../ui/format.ts'
import { Loaded } from '../ui/loaded.tsx'
import { ScrollTable } from '../ui/scroll-table.tsx'
import { Section } from '../ui/section.tsx'
import { useCloud } from './cloud.tsx'
import { useTransfers } from './queries.ts'

/** What was moved into the company's account, with the certificate of each transfer [Q93]. */
export function Transfers({ company }: { company: CompanyId }) {
  const { t } = useTranslation()
  const transfers = useTransfers(company)
  return (
    <Section>
      <Loaded query={transfers}>
        {({ pages }) => {
          const found = pages.flatMap((page) => page.transfers)
          if (found.length === 0) {
            return (
              <Empty icon="transfer" title={t('transfersPage.empty')}>
                {t('transfersPage.emptySay')}
              </Empty>
            )
          }
          return (
            <Stack>
              <TransferTable transfers={found} />
              {transfers.hasNextPage && (
                <Group>
                  <Button
                    variant="default"
                    loading={transfers.isFetchingNextPage}
                    onClick={() => transfers.fetchNextPage()}
                  >
                    {t('licensesPage.more')}
                  </Button>
                </Group>
              )}
            </Stack>
          )
        }}
      </Loaded>
    </Section>
  )
}

function TransferTable({ transfers }: { transfers: readonly TransferSummary[] }) {
  const { t } = useTranslation()
  const columns = (['opened', 'dongle', 'line', 'result', 'licenses', 'contact', 'certificate'] as const).map(
    (column) => t(`transfersPage.${column}`),
  )
  return (
    <ScrollTable label={t('transfersPage.label')} columns={columns}>
      {transfers.map((transfer) => (
        <Table.Tr key={transfer.id}>
          <Table.Td>{writeMoment(transfer.openedAt)}</Table.Td>
          <Table.Td className="breakable">{transfer.dongle.serial}</Table.Td>
          <Table.Td>{transfer.line}</Table.Td>
          <Table.Td>
            {transfer.result === null ? (
              <Badge color="blue">{t('transfersPage.open')}</Badge>
            ) : (
              t(`result.${transfer.result}.title`)
            )}
          </Table.Td>
          <Table.Td>{t('transfersPage.counts', { moved: transfer.moved, kept: transfer.kept })}</Table.Td>
          <Table.Td className="breakable">{transfer.contact}</Table.Td>
          <Table.Td>
            <Certificate transfer={transfer} />
          </Table.Td>
        </Table.Tr>
      ))}
    </ScrollTable>
  )
}

function Certificate({ transfer }: { transfer: TransferSummary }) {
  const { t } = useTranslation()
  const cloud = useCloud()
  if (transfer.certificate === null) return t('transfersPage.noCertificate')
  return (
    <CertificateButton
      compact
      transfer={transfer.id}
      label={t('transfersPage.certificateOf', { serial: transfer.dongle.serial })}
      read={() =>
        cloud('certificate.read', { parameters: { transfer: transfer.id }, query: { company: transfer.company } })
      }
    />
  )
}
