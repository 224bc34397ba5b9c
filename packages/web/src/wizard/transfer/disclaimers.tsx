import { List, Text } from '@mantine/core'
import type { TransferPolicy } from '@undongle/core/policy/policy'
import { useTranslation } from 'react-i18next'
import { Notice } from '../../ui/notice.tsx'

/** What the policy wants said on the screen of the final button [Q40], in the policy's order. */
export function Disclaimers({ policy }: { policy: TransferPolicy }) {
  const { t } = useTranslation()
  const { usualMinutes, graceDays } = policy
  if (policy.disclaimers.length === 0) return null
  return (
    <Notice mood="warning" title={t('review.knowThis')}>
      <List size="sm" spacing={4}>
        {policy.disclaimers.map((disclaimer) => (
          <List.Item key={disclaimer}>
            <Text size="sm">{t(`disclaimer.${disclaimer}`, { usualMinutes, graceDays })}</Text>
          </List.Item>
        ))}
      </List>
    </Notice>
  )
}
