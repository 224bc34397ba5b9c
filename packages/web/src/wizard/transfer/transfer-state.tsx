import { Badge } from '@mantine/core'
import type { LocalTransfer } from '@undongle/core/api/local/transfer'
import { useTranslation } from 'react-i18next'

/** How a transfer stands, in a word or two: its result, or that it runs or waits. */
export function TransferState({ transfer }: { transfer: LocalTransfer }) {
  const { t } = useTranslation()
  if (transfer.result !== null) return t(`result.${transfer.result}.title`)
  return transfer.state === 'waiting' ? (
    <Badge color="yellow">{t('transfer.waiting')}</Badge>
  ) : (
    <Badge color="blue">{t('transfer.running')}</Badge>
  )
}
