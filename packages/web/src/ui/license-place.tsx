import { Badge } from '@mantine/core'
import type { HeldLicense } from '@undongle/core/api/license'
import type { ProductLine } from '@undongle/core/api/line'
import { useTranslation } from 'react-i18next'
import { writeDay } from './format.ts'

/** Where a license is, in a color of its own and in words. */
export function Place({ held }: { held: HeldLicense }) {
  const { t } = useTranslation()
  if (held.place === 'cloud') return <Badge color="blue">{t('license.inCloud')}</Badge>
  return (
    <Badge color="orange">
      {held.dongle === null ? t('license.onSomeDongle') : t('license.onDongle', { serial: held.dongle })}
    </Badge>
  )
}

interface Props {
  readonly held: HeldLicense
  readonly line: ProductLine | undefined
  readonly now: Date
}

/** When the wave of a license comes; a line without waves is always open. */
export function WhenItMoves({ held, line, now }: Props) {
  const { t } = useTranslation()
  if (held.place === 'cloud') return t('license.waveDone')
  const opensAt = held.waveOpensAt ?? line?.waveOpensAt
  if (opensAt === null) return t('license.waveNoDate')
  if (opensAt === undefined || Date.parse(opensAt) <= now.getTime()) return t('license.waveNow')
  return t('license.waveOpens', { day: writeDay(opensAt) })
}
