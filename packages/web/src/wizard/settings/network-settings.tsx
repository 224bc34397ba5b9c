import { Stack, Switch } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { LanState } from '@undongle/core/api/local/lan'
import { useTranslation } from 'react-i18next'
import { Facts } from '../../ui/facts.tsx'
import { writeNumber } from '../../ui/format.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { Problem } from '../../ui/problem.tsx'
import { Section } from '../../ui/section.tsx'
import { useLocal } from '../local.tsx'
import { JoinToken } from './join-token.tsx'

/** Serving the machines of the network: off until somebody switches it on. */
export function NetworkSettings() {
  const { t } = useTranslation()
  const local = useLocal()
  const query = useQuery({ queryKey: ['lan'], queryFn: () => local('lan.read') })
  return (
    <Section title={t('settingsPage.network')}>
      <Loaded query={query} rows={1}>
        {(state) => <LanSwitch state={state} />}
      </Loaded>
    </Section>
  )
}

function LanSwitch({ state }: { state: LanState }) {
  const { t } = useTranslation()
  const local = useLocal()
  const queries = useQueryClient()
  const put = useMutation({
    mutationFn: (enabled: boolean) => local('lan.put', { body: { enabled } }),
    onSuccess: (answer) => queries.setQueryData(['lan'], answer),
  })
  return (
    <Stack>
      <Switch
        checked={put.isPending ? put.variables : state.enabled}
        disabled={put.isPending}
        onChange={(event) => put.mutate(event.currentTarget.checked)}
        label={t('settingsPage.lan')}
        description={t('settingsPage.lanSay')}
      />
      {put.isError && <Problem error={put.error} />}
      {state.enabled && (
        <>
          <Facts
            facts={[
              [t('settingsPage.lanAt'), state.address],
              [t('settingsPage.lanNodes'), writeNumber(state.nodes)],
            ]}
          />
          <JoinToken />
        </>
      )}
    </Stack>
  )
}
