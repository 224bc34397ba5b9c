import { List, SimpleGrid } from '@mantine/core'
import type { LocalTransfer } from '@undongle/core/api/local/transfer'
import type { PlannedLicense } from '@undongle/core/transfer/plan'
import { useTranslation } from 'react-i18next'
import { Section } from '../../ui/section.tsx'
import { useQuantity } from '../../ui/use-quantity.ts'

/** Which licenses are in the account now and which are still on the dongle; nothing for a run that moved none. */
export function Whereabouts({ run }: { run: LocalTransfer }) {
  const { t } = useTranslation()
  if (run.result !== 'all-moved' && run.result !== 'partly-moved') return null
  const moved = run.plan.licenses.filter((planned) => planned.answer === 'moves')
  const left = run.plan.licenses.filter(
    (planned) => planned.answer !== 'moves' && planned.onDongle && planned.reason !== 'already-in-company',
  )
  return (
    <SimpleGrid cols={{ base: 1, sm: left.length > 0 ? 2 : 1 }}>
      <Names title={t('done.moved')} licenses={moved} />
      {left.length > 0 && <Names title={t('done.stays')} licenses={left} />}
    </SimpleGrid>
  )
}

function Names({ title, licenses }: { title: string; licenses: readonly PlannedLicense[] }) {
  const writeQuantity = useQuantity()
  return (
    <Section title={title}>
      <List size="sm" spacing={4}>
        {licenses.map(({ license, metered }) => (
          <List.Item key={license.id} className="breakable">
            {license.name} {metered ? '·' : '×'} {writeQuantity(license.quantity, metered)}
          </List.Item>
        ))}
      </List>
    </Section>
  )
}
