import { List, Stack, Switch, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { CourierState } from '@undongle/core/api/local/courier'
import { subjectOf } from '@undongle/core/courier/words'
import { useTranslation } from 'react-i18next'
import { RootKey } from '../../ui/courier/root-key.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { Page } from '../../ui/page.tsx'
import { Problem } from '../../ui/problem.tsx'
import { Section } from '../../ui/section.tsx'
import { useLocal } from '../local.tsx'
import { AnswerSection } from './answer-section.tsx'
import { RequestSection } from './request-section.tsx'
import { courierKey, useCourier } from './use-courier.ts'

/** COURIER: what a machine without a network needs of the cloud, carried there and back [Q97]. */
export function CourierPage() {
  const { t } = useTranslation()
  return (
    <Page title={t('courier.title')} subtitle={t('courier.subtitle')}>
      <Loaded query={useCourier()} rows={4}>
        {(state) => (
          <Stack gap="lg">
            <CourierSwitch state={state} />
            {state.enabled && <Waiting state={state} />}
            {state.enabled && <RequestSection />}
            {state.enabled && <AnswerSection />}
            {state.enabled && state.rootFingerprint !== null && (
              <Section>
                <RootKey fingerprint={state.rootFingerprint} />
                <Text size="sm">{t('courier.fingerprintSay')}</Text>
              </Section>
            )}
          </Stack>
        )}
      </Loaded>
    </Page>
  )
}

function CourierSwitch({ state }: { state: CourierState }) {
  const { t } = useTranslation()
  const local = useLocal()
  const queries = useQueryClient()
  const put = useMutation({
    mutationFn: (enabled: boolean) => local('courier.put', { body: { enabled } }),
    onSuccess: (answer) => queries.setQueryData(courierKey, answer),
  })
  return (
    <Section>
      <Switch
        checked={put.isPending ? put.variables : state.enabled}
        disabled={put.isPending}
        onChange={(event) => put.mutate(event.currentTarget.checked)}
        label={t('courier.on')}
        description={t('courier.onSay')}
      />
      {put.isError && <Problem error={put.error} />}
    </Section>
  )
}

function Waiting({ state: { waiting, written } }: { state: CourierState }) {
  const { t } = useTranslation()
  const standing = {
    'to-write': t('courier.toWrite'),
    written: t('courier.written', { number: written?.number ?? '' }),
    answered: t('courier.answered'),
  }
  return (
    <Section title={t('courier.waits')}>
      {waiting.length === 0 ? (
        <Empty icon="pass" title={t('courier.nothing')}>
          {t('courier.nothingSay')}
        </Empty>
      ) : (
        <List>
          {waiting.map(({ operation, state, since }) => (
            <List.Item key={`${operation} ${since}`}>
              {t(`courier.subject.${subjectOf(operation)}`)} · {standing[state]}
            </List.Item>
          ))}
        </List>
      )}
    </Section>
  )
}
