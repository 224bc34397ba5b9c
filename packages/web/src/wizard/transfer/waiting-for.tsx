import { Button, Group, Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { LocalTransfer } from '@undongle/core/api/local/transfer'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { codeOf } from '../../api/trouble.ts'
import { writeMoment } from '../../ui/format.ts'
import { LinkButton } from '../../ui/link-button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Problem, ProblemOf } from '../../ui/problem.tsx'
import { useLocal } from '../local.tsx'
import { useStatus } from '../queries.ts'
import { Draining } from './draining.tsx'
import { type PinEntry, PinField } from './pin-field.tsx'
import { isPinReady, pinNeedOf } from './pin-need.ts'
import { PlanTable } from './plan-table.tsx'
import { SeatsInUse } from './seats-in-use.tsx'
import { type Wait, waitOf } from './wait-words.ts'

type Reason = NonNullable<LocalTransfer['waitingFor']>

/** A transfer that cannot go on by itself right now: what it waits for, that nothing is lost, and the one thing to do. */
export function WaitingFor({ run, waitingFor }: { run: LocalTransfer; waitingFor: Reason }) {
  const { t } = useTranslation()
  const signIn = useStatus().data?.signIn
  const self = signIn?.state === 'signed-in' ? signIn.licenseServer : undefined
  const wait = waitOf(run, waitingFor, self)
  const { serial, label } = run.dongle
  return (
    <Notice mood="warning" title={t(`wait.${wait}.title`, { label })} role="status">
      <Stack gap="sm">
        <Text size="sm" className="breakable">
          {t(`wait.${wait}.say`, { serial, label, id: run.id })}
        </Text>
        {run.hold !== null && <Held hold={run.hold} />}
        {run.drain !== null && <Draining serial={serial} drain={run.drain} self={self} />}
        {wait === 'plan-changed' && <PlanTable of={null} licenses={run.plan.licenses} />}
        {run.problem !== null && !saidByTitle.includes(wait) && <ProblemOf problem={run.problem} />}
        <WayOn run={run} waitingFor={waitingFor} />
      </Stack>
    </Notice>
  )
}

/** Who works with what moves, and when it begins by itself. */
function Held({ hold: { start, seats } }: { hold: NonNullable<LocalTransfer['hold']> }) {
  const { t } = useTranslation()
  return (
    <>
      {start.when === 'at' && <Text size="sm">{t('inUse.beginsAt', { time: writeMoment(start.at) })}</Text>}
      {seats.length > 0 && <SeatsInUse seats={seats} />}
    </>
  )
}

/** The title and its sentence say all that the problem would say again. */
const saidByTitle: readonly Wait[] = ['dongle', 'dongle-service', 'cloud', 'courier', 'plan-changed']

function WayOn({ run, waitingFor }: { run: LocalTransfer; waitingFor: Reason }) {
  const { t } = useTranslation()
  switch (waitingFor) {
    case 'dongle':
    case 'cloud':
    case 'permits':
    case 'owner':
      return <Resume run={run} words={t('run.tryNow')} body={{ pin: null }} />
    case 'seats':
    case 'time':
      return <Resume run={run} words={t('inUse.beginNow')} body={{ pin: null, confirm: true }} />
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
