import { Group, Text } from '@mantine/core'
import type { LocalTransfer } from '@undongle/core/api/local/transfer'
import { useTranslation } from 'react-i18next'
import { writeNames } from '../../ui/format.ts'
import { Section } from '../../ui/section.tsx'
import { TextLink } from '../../ui/text-link.tsx'
import { useTransfers } from '../queries.ts'
import { runsBeside } from './beside.ts'
import { TransferState } from './transfer-state.tsx'

/** The other dongles that move at the same time, each with where it stands and a way to it [Q67]. */
export function RunsBeside({ run }: { run: LocalTransfer }) {
  const { t } = useTranslation()
  const beside = runsBeside(useTransfers().data?.transfers ?? [], run)
  if (beside.length === 0) return null
  return (
    <Section title={t('run.beside')}>
      {beside.map((other) => (
        <Group key={other.id} justify="space-between">
          <Text className="breakable">{writeNames(other.dongle.label, other.dongle.serial)}</Text>
          <Group gap="md">
            <Text component="span" size="sm">
              <TransferState transfer={other} />
            </Text>
            <TextLink
              to="/transfer/$transfer"
              params={{ transfer: other.id }}
              aria-label={t('transfer.openOf', { serial: other.dongle.serial })}
            >
              {t('transfer.open')}
            </TextLink>
          </Group>
        </Group>
      ))}
    </Section>
  )
}
