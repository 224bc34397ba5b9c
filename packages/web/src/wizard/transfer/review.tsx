import { Group, Stack, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import type { SignInState } from '@undongle/core/api/local/sign-in'
import type { TransferId } from '@undongle/core/id'
import type { TransferPolicy } from '@undongle/core/policy/policy'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { LinkButton } from '../../ui/link-button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Problem } from '../../ui/problem.tsx'
import { Section } from '../../ui/section.tsx'
import { ConfirmPlan } from './confirm-plan.tsx'
import { Disclaimers } from './disclaimers.tsx'
import { type PinEntry, PinField } from './pin-field.tsx'
import { isPinReady, pinNeedOf } from './pin-need.ts'
import { sumPlan } from './plan-sums.ts'
import { type HeldBack, HeldBackDongles, type Reviewed, ReviewedDongle } from './reviewed-dongle.tsx'
import { TargetUser, useUsernameCheck } from './target-user.tsx'
import { useStartRun } from './use-start-run.ts'
import { atOnceChoice, chosenStart } from './when-choice.ts'
import { WhenToBegin } from './when-to-begin.tsx'

interface Props {
  readonly run: readonly [Reviewed, ...Reviewed[]]
  readonly heldBack: readonly HeldBack[]
  readonly line: string
  readonly signIn: Extract<SignInState, { state: 'signed-in' }>
  readonly policy: TransferPolicy
  readonly onStarted: (transfer: TransferId) => void
  readonly onPlanChanged: () => void
}

const typingPauseMs = 400

/** What one confirmation moves, its conditions, and the confirmation. A new plan is a new one of these, with nothing ticked. */
export function Review({ run, heldBack, line, signIn, policy, onStarted, onPlanChanged }: Props) {
  const { t } = useTranslation()
  const company = signIn.company.name
  const [user, setUser] = useState(signIn.user.email)
  const [settledUser] = useDebouncedValue(user.trim(), typingPauseMs)
  const username = useUsernameCheck(user.trim(), settledUser, signIn.user.email)
  const [entries, setEntries] = useState<Readonly<Record<string, PinEntry>>>({})
  const [choice, setChoice] = useState(atOnceChoice)
  const begins = chosenStart(choice)
  const { start, isStarting, error, refusedWith } = useStartRun({ onStarted, onPlanChanged })
  const [{ dongle, preview }] = run
  const parts = run.map((reviewed) => partOf(reviewed, entries, refusedWith))
  const moves = parts.reduce((sum, part) => sum + part.moves, 0)
  const readable = parts.filter(({ isReadable }) => isReadable)
  const isTimed = begins !== undefined
  const missing = !username.isOk ? 'target' : !parts.every(({ isReady }) => isReady) ? 'pin' : isTimed ? null : 'time'

  const confirm = () => {
    const [first, ...beside] = parts.map(({ address, planHash, pinNeed, entry }) => ({
      dongle: address,
      line,
      planHash,
      targetUser: user.trim(),
      pin: pinNeed === 'none' || entry.pin === '' ? null : entry.pin,
      confirmLastTry: entry.confirmLastTry,
      ...(begins === undefined ? {} : { start: begins }),
    }))
    if (first !== undefined) start([first, ...beside])
  }
  return (
    <Stack gap="lg">
      <Section>
        <Stack gap={0}>
          <Text c="dimmed">{t('review.into')}</Text>
          <Text fz="1.75rem" fw={700} lh={1.2} className="breakable">
            {company}
          </Text>
          {run.map((reviewed) => (
            <Text key={reviewed.dongle.dongle} className="breakable">
              {t('review.from', { label: reviewed.dongle.label, serial: reviewed.dongle.serial })}
            </Text>
          ))}
        </Stack>
        <TargetUser policy={policy} company={company} user={user} onUser={setUser} check={username} />
      </Section>
      {run.map((reviewed) => (
        <ReviewedDongle key={reviewed.dongle.dongle} reviewed={reviewed} isNamed={run.length > 1} />
      ))}
      <HeldBackDongles heldBack={heldBack} />
      <WhenToBegin seats={run.flatMap(({ seats }) => seats)} choice={choice} onChoice={setChoice} />
      <Section>
        {readable.length > 0 && moves > 0 && (
          <Notice mood="warning" title={t('review.readable')}>
            {t('review.readableSay')}
          </Notice>
        )}
        {moves > 0 && <Disclaimers policy={policy} dongleClass={readable.length === parts.length ? 'B' : 'A'} />}
        {parts.map(({ address, label, pinNeed, entry, isReadable }) =>
          pinNeed === 'none' ? null : (
            <PinField
              key={address}
              of={parts.length > 1 ? label : null}
              need={pinNeed}
              entry={entry}
              onEntry={(changed) => setEntries({ ...entries, [address]: changed })}
              isOptional={isReadable}
            />
          ),
        )}
        <ConfirmPlan
          outcome={preview.outcome}
          moves={moves}
          company={company}
          missing={missing}
          isStarting={isStarting}
          onConfirm={confirm}
        />
        {error !== null && <Problem error={error} />}
        <Group>
          <LinkButton to="/transfer/check" search={{ dongle: dongle.dongle, line }} variant="default">
            {t('common.back')}
          </LinkButton>
          <LinkButton to="/support" search={{ topic: dongle.serial }} variant="subtle">
            {t('common.contactSupport')}
          </LinkButton>
        </Group>
      </Section>
    </Stack>
  )
}

const nothingEntered: PinEntry = { pin: '', confirmLastTry: false }

/** One dongle of the run: how many licenses it gives, and whether it has the PIN it wants. */
function partOf(
  { dongle, preview }: Reviewed,
  entries: Readonly<Record<string, PinEntry>>,
  refusedWith: (dongle: string) => string | undefined,
) {
  const moves = sumPlan(preview.plan.licenses).moves.licenses
  const isReadable = dongle.grade?.class === 'B'
  const pinNeed = moves > 0 ? pinNeedOf(dongle.pin, refusedWith(dongle.dongle)) : ('none' as const)
  const entry = entries[dongle.dongle] ?? nothingEntered
  const isReady = isPinReady(pinNeed, entry, isReadable)
  const { planHash } = preview
  return { address: dongle.dongle, label: dongle.label, planHash, moves, isReadable, pinNeed, entry, isReady }
}
