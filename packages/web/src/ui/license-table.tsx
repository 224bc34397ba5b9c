import { Badge, Group, Table, Text } from '@mantine/core'
import type { HeldLicense } from '@undongle/core/api/license'
import type { ProductLine } from '@undongle/core/api/line'
import { useTranslation } from 'react-i18next'
import { Place, WhenItMoves } from './license-place.tsx'
import { ScrollTable } from './scroll-table.tsx'
import { TermOf } from './term.tsx'
import { useQuantity } from './use-quantity.ts'

interface Props {
  readonly licenses: readonly HeldLicense[]
  readonly lines: readonly ProductLine[]
  readonly now: Date
}

/** Every license on one page, whatever its source [Q44]: where it is, whether it has moved, and when its wave comes [Q10]. */
export function LicenseTable({ licenses, lines, now }: Props) {
  const { t } = useTranslation()
  const writeQuantity = useQuantity()
  const columns = [
    t('license.product'),
    t('license.place'),
    t('license.line'),
    t('license.quantity'),
    t('license.term'),
    t('license.moved'),
    t('license.wave'),
  ]
  return (
    <ScrollTable label={t('license.tableLabel')} columns={columns}>
      {licenses.map((held) => (
        <Table.Tr key={held.license.id}>
          <Table.Td>
            <Group gap="xs">
              <Text size="sm" fw={500} className="breakable">
                {held.license.name}
              </Text>
              {held.kind !== 'commercial' && <Badge color="grape">{t(`license.kind.${held.kind}`)}</Badge>}
            </Group>
          </Table.Td>
          <Table.Td>
            <Place held={held} />
          </Table.Td>
          <Table.Td>{lines.find((line) => line.id === held.license.line)?.name ?? held.license.line}</Table.Td>
          <Table.Td className="numbers">{writeQuantity(held.license.quantity, held.metered)}</Table.Td>
          <Table.Td>
            <TermOf term={held.license.term} now={now} />
          </Table.Td>
          <Table.Td>
            <Moved held={held} />
          </Table.Td>
          <Table.Td>
            <WhenItMoves held={held} line={lines.find((line) => line.id === held.license.line)} now={now} />
          </Table.Td>
        </Table.Tr>
      ))}
    </ScrollTable>
  )
}

function Moved({ held }: { held: HeldLicense }) {
  const { t } = useTranslation()
  if (held.place === 'dongle') return t('license.movedNo')
  return held.dongle === null ? t('license.bornInCloud') : t('license.movedYes', { serial: held.dongle })
}
