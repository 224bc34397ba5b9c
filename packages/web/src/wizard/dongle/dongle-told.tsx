import { Stack, Table, Text } from '@mantine/core'
import type { SeenDongle } from '@undongle/core/api/local/dongle'
import { useTranslation } from 'react-i18next'
import { ScrollTable } from '../../ui/scroll-table.tsx'

/** What a dongle's own runtime says is on it, and how far that way of reading was checked. */
export function DongleTold({ label, told }: { label: string; told: NonNullable<SeenDongle['told']> }) {
  const { t } = useTranslation()
  const columns = [t('dongle.told.code'), t('license.product'), t('dongle.told.ends')]
  return (
    <Stack gap="xs">
      <ScrollTable label={t('dongle.told.title', { label })} columns={columns}>
        {told.entries.map((entry) => (
          <Table.Tr key={entry.code}>
            <Table.Td className="breakable">{entry.code}</Table.Td>
            <Table.Td className="breakable">{entry.name}</Table.Td>
            <Table.Td className="breakable">{entry.ends}</Table.Td>
          </Table.Tr>
        ))}
      </ScrollTable>
      <Text size="sm" c="dimmed">
        {t('dongle.told.say')} {t(`dongle.told.verified.${told.verified}`)}
      </Text>
    </Stack>
  )
}
