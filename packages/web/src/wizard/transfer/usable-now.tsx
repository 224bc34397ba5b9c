import { Text } from '@mantine/core'
import type { LocalTransfer } from '@undongle/core/api/local/transfer'
import { useTranslation } from 'react-i18next'
import { useLicenses } from '../queries.ts'
import { countUsable } from './usable.ts'

/** After a transfer it may take a little until its licenses are known to this machine: counted live [Q63]. */
export function UsableNow({ run }: { run: LocalTransfer }) {
  const { t } = useTranslation()
  const { moved, usable } = countUsable(run.plan, useLicenses().data?.licenses ?? [])
  return (
    <Text role="status">{usable === moved ? t('done.usable') : t('done.usableSoon', { usable, count: moved })}</Text>
  )
}
