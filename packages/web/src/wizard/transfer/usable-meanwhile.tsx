import { Text } from '@mantine/core'
import type { LocalTransfer } from '@undongle/core/api/local/transfer'
import { useTranslation } from 'react-i18next'
import { writeMoment } from '../../ui/format.ts'
import { Notice } from '../../ui/notice.tsx'
import { usePermits } from '../queries.ts'
import { type Meanwhile, meanwhileOf } from './meanwhile.ts'

/** What can be used here while the transfer is under way [Q62]; a warning where it is nothing. */
export function UsableMeanwhile({ run }: { run: LocalTransfer }) {
  const { t } = useTranslation()
  const permits = usePermits().data?.permits
  if (permits === undefined) return null
  const permit = permits.find(({ dongle }) => dongle === run.dongle.key)
  const meanwhile = meanwhileOf(run, permit)
  const time = permit === undefined ? '' : writeMoment(permit.until)
  const say = t(`run.meanwhile.${meanwhile}`, { time, serial: run.dongle.serial })
  if (!usable.includes(meanwhile)) {
    return (
      <Notice mood="warning" role="status">
        {say}
      </Notice>
    )
  }
  return (
    <Text size="sm" className="breakable">
      {say}
    </Text>
  )
}

const usable: readonly Meanwhile[] = ['on-dongle', 'by-permit', 'provisional']
