import { Badge, Group, Stack, Table, Text } from '@mantine/core'
import type { PlannedLicense } from '@undongle/core/transfer/plan'
import { useTranslation } from 'react-i18next'
import { writeDay } from '../../ui/format.ts'
import { ScrollTable } from '../../ui/scroll-table.tsx'
import { TermOf } from '../../ui/term.tsx'
import { useNow } from '../../ui/use-now.ts'
import { useQuantity } from '../../ui/use-quantity.ts'
import { useLineName } from '../queries.ts'
import { type Sum, sumPlan } from './plan-sums.ts'

const colors = { moves: 'green', stays: 'orange', refused: 'red' } as const

/**
 * The preview: each license moves, stays or is refused, and why [Q90]; that comes first, so that a narrow screen shows it.
 * @param of the dongle's serial, where there are several such tables
 */
export function PlanTable({ of, licenses }: { of: string | null; licenses: readonly PlannedLicense[] }) {
  const { t } = useTranslation()
  const lineName = useLineName()
  const writeQuantity = useQuantity()
  const now = useNow(60_000)
  const columns = [
    t('license.product'),
    t('review.answer'),
    t('review.why'),
    t('license.line'),
    t('license.quantity'),
    t('license.term'),
  ]
  return (
    <ScrollTable
      label={of === null ? t('review.tableLabel') : t('review.tableLabelOf', { serial: of })}
      columns={columns}
    >
      {licenses.map((planned) => (
        <Table.Tr key={planned.license.id}>
          <Table.Td className="breakable" miw={110}>
            {planned.license.name}
          </Table.Td>
          <Table.Td>
            <Answer planned={planned} />
          </Table.Td>
          <Table.Td>
            <Text size="sm">
              {t(`reason.${planned.reason}`)}{' '}
              {planned.from !== null && t('review.fromDay', { day: writeDay(planned.from) })}
            </Text>
          </Table.Td>
          <Table.Td>{lineName(planned.license.line)}</Table.Td>
          <Table.Td className="numbers">{writeQuantity(planned.license.quantity, planned.metered)}</Table.Td>
          <Table.Td>
            <TermOf term={planned.license.term} now={now} />
          </Table.Td>
        </Table.Tr>
      ))}
    </ScrollTable>
  )
}

function Answer({ planned }: { planned: PlannedLicense }) {
  const { t } = useTranslation()
  if (planned.reason === 'already-in-company') return <Badge color="blue">{t('review.staysInAccount')}</Badge>
  return <Badge color={colors[planned.answer]}>{t(`review.answers.${planned.answer}`)}</Badge>
}

export function PlanSums({ licenses }: { licenses: readonly PlannedLicense[] }) {
  const { t } = useTranslation()
  const writeQuantity = useQuantity()
  const { moves, stays, refused } = sumPlan(licenses)
  /** Nobody counts in seats what is only points. */
  const writeSum = ({ seats, points }: Sum): string => {
    const both = [t('review.seats', { count: seats }), writeQuantity(points, true)]
    return (points === 0 ? both.slice(0, 1) : both.slice(seats === 0 ? 1 : 0)).join(', ')
  }
  return (
    <Stack gap={4}>
      <Text fw={600}>{t('review.sums')}</Text>
      <Group gap="lg">
        <Text>
          {t('review.sumMoves', { count: moves.licenses })} ({writeSum(moves)})
        </Text>
        <Text>
          {t('review.sumStays', { count: stays.licenses })} ({writeSum(stays)})
        </Text>
        {refused.licenses > 0 && <Text>{t('review.sumRefused', { count: refused.licenses })}</Text>}
      </Group>
    </Stack>
  )
}
