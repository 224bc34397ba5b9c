import { Switch } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Problem } from '../../ui/problem.tsx'
import { Section } from '../../ui/section.tsx'
import { useLocal } from '../local.tsx'

/** ENABLE DONGLE starts the dongle service; switching it off stops it [Q37]. */
export function ServiceSwitch({ enabled }: { enabled: boolean }) {
  const { t } = useTranslation()
  const local = useLocal()
  const queries = useQueryClient()
  const put = useMutation({
    mutationFn: (wanted: boolean) => local('dongle-service.put', { body: { enabled: wanted } }),
    onSuccess: (status) => queries.setQueryData(['status'], status),
    onSettled: () => queries.invalidateQueries(),
  })
  return (
    <Section>
      <Switch
        size="md"
        checked={put.isPending ? put.variables : enabled}
        disabled={put.isPending}
        onChange={(event) => put.mutate(event.currentTarget.checked)}
        label={t('dongle.enable')}
        description={t('dongle.enableSay')}
        styles={{ label: { fontWeight: 600 } }}
      />
      {put.isError && <Problem error={put.error} />}
    </Section>
  )
}
