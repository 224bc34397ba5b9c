import { List, Text } from '@mantine/core'
import { disclaimersOf } from '@undongle/core/policy/disclaimers'
import type { TransferPolicy } from '@undongle/core/policy/policy'
import { useTranslation } from 'react-i18next'
import { Notice } from '../../ui/notice.tsx'

/** What has to be said on the screen of the final button [Q40], as far as it is true of this dongle. */
export function Disclaimers({ policy, dongleClass }: { policy: TransferPolicy; dongleClass: 'A' | 'B' }) {
  const { t } = useTranslation()
  const { usualMinutes, graceDays } = policy
  const disclaimers = disclaimersOf(policy, dongleClass)
  if (disclaimers.length === 0) return null
  return (
    <Notice mood="warning" title={t('review.knowThis')}>
      <List size="sm" spacing={4}>
        {disclaimers.map((disclaimer) => (
          <List.Item key={disclaimer}>
            <Text size="sm">{t(`disclaimer.${disclaimer}`, { usualMinutes, graceDays })}</Text>
          </List.Item>
        ))}
      </List>
    </Notice>
  )
}
