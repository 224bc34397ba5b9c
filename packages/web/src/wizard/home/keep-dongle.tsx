import type { HeldLicense } from '@undongle/core/api/license'
import { useTranslation } from 'react-i18next'
import { Notice } from '../../ui/notice.tsx'

/** Warns not to throw a dongle away while anything remains on it [Q10]. */
export function KeepDongle({ licenses }: { licenses: readonly HeldLicense[] }) {
  const { t } = useTranslation()
  const left = licenses.filter((held) => held.place === 'dongle')
  if (left.length === 0) return null
  const serials = [...new Set(left.flatMap((held) => held.dongle ?? []))].join(', ')
  return (
    <Notice mood="warning" title={t('home.keepDongle')} className="breakable">
      {t('home.keepDongleSay', { count: left.length, serials })}
    </Notice>
  )
}
