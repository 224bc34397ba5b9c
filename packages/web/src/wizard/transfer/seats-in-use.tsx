import { List, Text } from '@mantine/core'
import type { SeatInUse } from '@undongle/core/transfer/start'
import { useTranslation } from 'react-i18next'
import { writeMoment } from '../../ui/format.ts'

/** Which application, on which machine, since when. */
export function SeatsInUse({ seats }: { seats: readonly SeatInUse[] }) {
  const { t } = useTranslation()
  return (
    <List size="sm" spacing={4}>
      {countAlike(seats).map(({ product, version, machine, since, count }) => (
        <List.Item key={`${product} ${version} ${machine}`} className="breakable">
          {t('inUse.seat', { product, version, machine, since: writeMoment(since) })}
          {count > 1 && (
            <Text span size="sm" c="dimmed">
              {' '}
              {t('inUse.times', { count })}
            </Text>
          )}
        </List.Item>
      ))}
    </List>
  )
}

/** An application that was started several times on a machine is one line, since its first start. */
function countAlike(seats: readonly SeatInUse[]): (SeatInUse & { count: number })[] {
  const alike = new Map<string, SeatInUse & { count: number }>()
  for (const seat of seats) {
    const key = `${seat.product} ${seat.version} ${seat.machine}`
    const before = alike.get(key)
    const since = before === undefined || seat.since < before.since ? seat.since : before.since
    alike.set(key, { ...seat, since, count: (before?.count ?? 0) + 1 })
  }
  return [...alike.values()]
}
