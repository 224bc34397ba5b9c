import { Badge, Table, Text } from '@mantine/core'
import type { Status } from '@undongle/core/api/local/status'
import { useTranslation } from 'react-i18next'
import { ScrollTable } from '../../ui/scroll-table.tsx'
import { Section } from '../../ui/section.tsx'

/** The drivers of this machine; one that cannot work says why. */
export function DriverList({ drivers }: { drivers: Status['dongleService']['drivers'] }) {
  const { t } = useTranslation()
  if (drivers.length === 0) return null
  return (
    <Section title={t('dongle.drivers')}>
      <ScrollTable label={t('dongle.drivers')} columns={[t('dongle.driver'), t('dongle.driverState'), t('dongle.why')]}>
        {drivers.map((driver) => (
          <Table.Tr key={driver.name}>
            <Table.Td>
              {driver.name} {driver.version}
            </Table.Td>
            <Table.Td>
              <Badge color={driver.available ? 'green' : 'red'}>
                {driver.available ? t('dongle.driverOk') : t('dongle.driverOff')}
              </Badge>{' '}
              {driver.evaluation && <Badge color="grape">{t('dongle.evaluation')}</Badge>}
            </Table.Td>
            <Table.Td>
              <Text size="sm" className="breakable">
                {driver.why}
              </Text>
            </Table.Td>
          </Table.Tr>
        ))}
      </ScrollTable>
    </Section>
  )
}
