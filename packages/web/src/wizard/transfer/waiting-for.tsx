import { Button, Group, List, Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { LocalTransfer } from '@undongle/core/api/local'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { codeOf } from '../../api/trouble.ts'
import { writeMoment } from '../../ui/format.ts'
import { LinkButton } from '../../ui/link-button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Problem, ProblemOf } from '../../ui/problem.tsx'
import { useLocal } from '../local.tsx'
import { type PinEntry, PinField } from './pin-field.tsx'
import { isPinReady, pinNeedOf } from './pin-need.ts'

type Reason = NonNullable<LocalTransfer['waitingFor']>

/** A transfer that cannot go on by itself right now: what it waits for, that nothing is lost, and the one thing to do. */
export function WaitingFor({ run, waitingFor }: { run: LocalTransfer; waitingFor: Reason }) {
  const { t } = useTranslation()
  return (
    <Notice mood="warning" title={t(`wait.${waitingFor}.title`)} role="status">
      <Stack gap="sm">
        <Text size="sm" className="breakable">
          {t(`wait.${waitingFor}.say`, { serial: run.dongle.serial })}
        </Text>
        {run.drain !== null && <DrainOf run={run} drain={run.drain} />}
        {run.problem !== null && <ProblemOf problem={run.problem} />}
        <WayOn run={run} waitingFor={waitingFor} />
      </Stack>
    </Notice>
  )
}

function WayOn({ run, waitingFor }: { run: LocalTransfer; waitingFor: Reason }) {
  const { t } = useTranslation()
  switch (waitingFor) {
    case 'dongle':
    case 'cloud':
    case 'permits':
    case 'owner':
      return <Resume run={run} words={t('run.tryNow')} body={{ pin: null }} />
    case 'confirmation':
      return <Resume run={run} words={t('wait.confirmation.action')} body={{ pin: null, confirm: true }} />
    case 'pin':
      return <PinAgain run={run} />
    case 'sign-in':
      return (
        <Group>
          <LinkButton to="/online-licensing">{t('wait.sign-in.action')}</LinkButton>
        </Group>
      )
    case 'support':
      return (
        <Group>
          <LinkButton to="/support" search={{ topic: run.id }}>
            {t('common.contactSupport')}
          </LinkButton>
        </Group>
      )
  }
}

/** Which machines may still use the dongle, until when, and how to end that now; and a time to object. */
function DrainOf({ run, drain }: { run: LocalTransfer; drain: NonNullable<LocalTransfer['drain']> }) {
  const { t } = useTranslation()
  return (
    <>
      {drain.holders.length > 0 && (
        <>
          <List size="sm" spacing={4}>
            {drain.holders.map(({ licenseServer, name, until }) => (
              <List.Item key={licenseServer} className="breakable">
                {t('wait.permits.holder', { name, time: writeMoment(until) })}
              </List.Item>
            ))}
          </List>
          <Text size="sm" className="breakable">
            {t('wait.permits.how', { serial: run.dongle.serial })}
          </Text>
        </>
      )}
      {drain.notBefore !== null && (
        <Text size="sm">{t('wait.owner.until', { time: writeMoment(drain.notBefore) })}</Text>
      )}
    </>
  )
}

interface ResumeBody {
  readonly pin: string | null
  readonly confirm?: boolean
  readonly confirmLastTry?: boolean
}

function useResume(run: LocalTransfer) {
  const local = useLocal()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (body: ResumeBody) => local('transfer.resume', { parameters: { transfer: run.id }, body }),
    onSuccess: (transfer) => queries.setQueryData(['transfer', run.id], transfer),
  })
}

function Resume({ run, words, body }: { run: LocalTransfer; words: string; body: ResumeBody }) {
  const resume = useResume(run)
  return (
    <Stack gap="sm" align="flex-start">
      <Button loading={resume.isPending} onClick={() => resume.mutate(body)}>
        {words}
      </Button>
      {resume.isError && <Problem error={resume.error} />}
    </Stack>
  )
}

function PinAgain({ run }: { run: LocalTransfer }) {
  const { t } = useTranslation()
  const resume = useResume(run)
  const [entry, setEntry] = useState<PinEntry>({ pin: '', confirmLastTry: false })
  const need = pinNeedOf('needed', codeOf(resume.error) ?? run.problem?.code)
  return (
    <Stack gap="sm" align="flex-start">
      {need !== 'none' && <PinField need={need} entry={entry} onEntry={setEntry} />}
      <Button
        disabled={!isPinReady(need, entry)}
        loading={resume.isPending}
        onClick={() => resume.mutate({ pin: entry.pin, confirmLastTry: entry.confirmLastTry })}
      >
        {t('wait.pin.action')}
      </Button>
      {resume.isError && <Problem error={resume.error} />}
    </Stack>
  )
}
