import { Badge, Button, Group, Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { LocalAnswer } from '@undongle/core/api/local'
import { useTranslation } from 'react-i18next'
import { writeMoment } from '../../ui/format.ts'
import { Notice } from '../../ui/notice.tsx'
import { Problem } from '../../ui/problem.tsx'
import { Section } from '../../ui/section.tsx'
import { useLocal } from '../local.tsx'
import { usePermits } from '../queries.ts'

type Permit = LocalAnswer<'permit.list'>['permits'][number]

/** The permits of this machine, and the button that ends another machine's wait; nothing where there is none. */
export function PermitList() {
  const { t } = useTranslation()
  const local = useLocal()
  const queries = useQueryClient()
  const giveBack = useMutation({
    mutationFn: (dongle: string) => local('permit.give-back', { parameters: { dongle }, body: {} }),
    onSettled: () => queries.invalidateQueries(),
  })
  const permits = usePermits().data?.permits ?? []
  if (permits.length === 0 && giveBack.data === undefined) return null
  return (
    <Section title={t('dongle.permits')}>
      <Stack gap="sm">
        <Text size="sm">{t('dongle.permitsSay')}</Text>
        {permits.map((permit) => (
          <PermitRow
            key={permit.dongle}
            permit={permit}
            isGivingBack={giveBack.isPending && giveBack.variables === permit.dongle}
            onGiveBack={() => giveBack.mutate(permit.dongle)}
          />
        ))}
        {giveBack.data !== undefined && (
          <Notice mood="good" role="status">
            {t(`dongle.givenBack.${giveBack.data.answer}`)}
          </Notice>
        )}
        {giveBack.isError && <Problem error={giveBack.error} />}
      </Stack>
    </Section>
  )
}

interface RowProps {
  readonly permit: Permit
  readonly isGivingBack: boolean
  readonly onGiveBack: () => void
}

function PermitRow({ permit, isGivingBack, onGiveBack }: RowProps) {
  const { t } = useTranslation()
  const state = stateOf(permit)
  return (
    <Group justify="space-between">
      <Group gap="sm">
        <Text size="sm" className="breakable">
          {t('dongle.permit', { serial: permit.serial, time: writeMoment(permit.until) })}
        </Text>
        <Badge color={colors[state]}>{t(`dongle.permitStates.${state}`)}</Badge>
      </Group>
      <Button variant="default" loading={isGivingBack} onClick={onGiveBack}>
        {t('dongle.giveBack')}
      </Button>
    </Group>
  )
}

const colors = { usable: 'green', unplugged: 'gray', ended: 'gray', awaited: 'yellow' } as const

function stateOf({ awaited, usable, plugged }: Permit): keyof typeof colors {
  if (!usable) return 'ended'
  if (awaited) return 'awaited'
  return plugged ? 'usable' : 'unplugged'
}
