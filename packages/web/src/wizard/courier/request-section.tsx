import { Button, Group, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Letter } from '../../ui/courier/letter.tsx'
import { writeMoment } from '../../ui/format.ts'
import { Problem } from '../../ui/problem.tsx'
import { Section } from '../../ui/section.tsx'
import { useLocal } from '../local.tsx'
import { useStatus } from '../queries.ts'
import { courierKey } from './use-courier.ts'

/** The way there: the request, and where it is answered. */
export function RequestSection() {
  const { t } = useTranslation()
  const local = useLocal()
  const queries = useQueryClient()
  const status = useStatus()
  const write = useMutation({
    mutationFn: () => local('courier.write', { body: {} }),
    onSettled: () => queries.invalidateQueries({ queryKey: courierKey }),
  })
  return (
    <>
      <Section title={t('courier.request')}>
        {write.isError && <Problem error={write.error} />}
        {write.data !== undefined && (
          <>
            <Text>{t('courier.requestSay', { time: writeMoment(write.data.expiresAt) })}</Text>
            <Letter letter={write.data.letter} fileName={write.data.fileName} />
          </>
        )}
        <Group>
          <Button
            variant={write.data === undefined ? 'filled' : 'default'}
            loading={write.isPending}
            onClick={() => write.mutate()}
          >
            {t(write.data === undefined ? 'courier.write' : 'courier.writeAgain')}
          </Button>
        </Group>
      </Section>
      <Section title={t('courier.there')}>
        <Text className="breakable">{t('courier.thereSay', { url: status.data?.cloud.url ?? '' })}</Text>
      </Section>
    </>
  )
}
