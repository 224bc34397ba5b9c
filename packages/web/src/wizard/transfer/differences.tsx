import { List } from '@mantine/core'
import type { License } from '@undongle/core/license'
import type { PlannedLicense } from '@undongle/core/transfer/plan'
import { useTranslation } from 'react-i18next'
import { writeDay } from '../../ui/format.ts'
import { Notice } from '../../ui/notice.tsx'
import { useQuantity } from '../../ui/use-quantity.ts'
import { type Difference, differencesOf } from './plan-sums.ts'

/** Where dongle and contract differ: shown before anything happens; the contract decides [Q81]. */
export function Differences({ licenses }: { licenses: readonly PlannedLicense[] }) {
  const { t } = useTranslation()
  const writeQuantity = useQuantity()
  const differences = differencesOf(licenses)
  if (differences.length === 0) return null
  const writeField = (license: License, { field, metered }: Difference): string => {
    switch (field) {
      case 'quantity':
        return writeQuantity(license.quantity, metered)
      case 'term':
        return license.term.kind === 'perpetual' ? t('license.perpetual') : writeDay(license.term.until)
      case 'generation':
      case 'product':
      case 'line':
        return license[field]
    }
  }
  return (
    <Notice mood="warning" title={t('review.differences')}>
      <List size="sm">
        {differences.map((found) => (
          <List.Item key={`${found.id} ${found.field}`} className="breakable">
            {t('review.difference', {
              name: found.name,
              field: t(`review.fields.${found.field}`),
              dongle: writeField(found.dongle, found),
              contract: writeField(found.contract, found),
            })}
          </List.Item>
        ))}
      </List>
      {t('review.differencesSay')}
    </Notice>
  )
}
