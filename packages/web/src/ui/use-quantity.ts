import { useTranslation } from 'react-i18next'
import { writeNumber } from './format.ts'

/** @returns writes what a license is for: a number of seats, or of points where it is metered */
export function useQuantity(): (quantity: number, metered: boolean | undefined) => string {
  const { t } = useTranslation()
  return (quantity, metered) =>
    metered ? t('license.points', { count: quantity, number: writeNumber(quantity) }) : writeNumber(quantity)
}
