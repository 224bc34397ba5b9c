import { Badge, Table, Text } from '@mantine/core'
import type { SeenDongle } from '@undongle/core/api/local/dongle'
import { useTranslation } from 'react-i18next'
import { writeDay } from '../../ui/format.ts'
import { ScrollTable } from '../../ui/scroll-table.tsx'
import { TermOf } from '../../ui/term.tsx'
import { useNow } from '../../ui/use-now.ts'
import { useQuantity } from '../../ui/use-quantity.ts'
import { useLicenses, useLineName } from '../queries.ts'

type Entry = SeenDongle['licenses'][number]

/** The licenses a dongle names, on or off. It does not say what is metered: the account's list does. */
export function DongleLicenses({ dongle }: { dongle: SeenDongle }) {
  const { t } = useTranslation()
  const lineName = useLineName()
  const writeQuantity = useQuantity()
  const metered = new Set(
    useLicenses().data?.licenses.flatMap((held) => (held.metered ? held.license.product : [])) ?? [],
  )
  const now = useNow(60_000)
  if (dongle.licenses.length === 0) return <Text c="dimmed">{t('dongle.noLicenses')}</Text>
  const columns = [
    t('license.product'),
    t('license.line'),
    t('license.generation'),
    t('license.quantity'),
    t('license.term'),
    t('dongle.licenseState'),
  ]
  return (
    <ScrollTable label={t('dongle.licenses', { label: dongle.label })} columns={columns}>
      {dongle.licenses.map((entry) => (
        <Table.Tr key={entry.license.id}>
          <Table.Td className="breakable">{entry.license.name}</Table.Td>
          <Table.Td>{lineName(entry.license.line)}</Table.Td>
          <Table.Td>{entry.license.generation}</Table.Td>
          <Table.Td className="numbers">
            {writeQuantity(entry.license.quantity, metered.has(entry.license.product))}
          </Table.Td>
          <Table.Td>
            <TermOf term={entry.license.term} now={now} />
          </Table.Td>
          <Table.Td>
            <EntryState entry={entry} />
          </Table.Td>
        </Table.Tr>
      ))}
    </ScrollTable>
  )
}

function EntryState({ entry }: { entry: Entry }) {
  const { t } = useTranslation()
  switch (entry.state) {
    case 'on':
      return <Badge color="orange">{t('dongle.on')}</Badge>
    case 'off':
      return <Badge color="gray">{t('dongle.offMoved')}</Badge>
    case 'until':
      return (
        <Badge color="yellow">
          {entry.until === null ? t('dongle.on') : t('dongle.until', { day: writeDay(entry.until) })}
        </Badge>
      )
  }
}
