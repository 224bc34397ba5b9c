import { Group, Stack, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import type { SeenDongle } from '@undongle/core/api/local/dongle'
import type { SignInState } from '@undongle/core/api/local/sign-in'
import type { TransferId } from '@undongle/core/id'
import type { TransferPolicy } from '@undongle/core/policy/policy'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { codeOf } from '../../api/trouble.ts'
import { LinkButton } from '../../ui/link-button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Problem } from '../../ui/problem.tsx'
import { Section } from '../../ui/section.tsx'
import { ConfirmPlan } from './confirm-plan.tsx'
import { Differences } from './differences.tsx'
import { Disclaimers } from './disclaimers.tsx'
import type { EligibilityAnswer } from './may-review.ts'
import { type PinEntry, PinField } from './pin-field.tsx'
import { isPinReady, pinNeedOf } from './pin-need.ts'
import { sumPlan } from './plan-sums.ts'
import { PlanSums, PlanTable } from './plan-table.tsx'
import { TargetUser, useUsernameCheck } from './target-user.tsx'
import { useStartTransfer } from './use-start-transfer.ts'

interface Props {
  readonly dongle: SeenDongle
  readonly line: string
  readonly signIn: Extract<SignInState, { state: 'signed-in' }>
  readonly preview: NonNullable<EligibilityAnswer['preview']>
  readonly policy: TransferPolicy
  readonly onStarted: (transfer: TransferId) => void
  readonly onPlanChanged: () => void
}

const typingPauseMs = 400

/** One plan, its conditions, and its confirmation. A new plan is a new one of these, with nothing ticked. */
export function Review({ dongle, line, signIn, preview, policy, onStarted, onPlanChanged }: Props) {
  const { t } = useTranslation()
  const company = signIn.company.name
  const [user, setUser] = useState(signIn.user.email)
  const [settledUser] = useDebouncedValue(user.trim(), typingPauseMs)
  const username = useUsernameCheck(user.trim(), settledUser, signIn.user.email)
  const [entry, setEntry] = useState<PinEntry>({ pin: '', confirmLastTry: false })
  const start = useStartTransfer({ onStarted, onPlanChanged })
  const moves = sumPlan(preview.plan.licenses).moves.licenses
  const writes = moves > 0
  const isReadable = dongle.grade?.class === 'B'
  const pinNeed = writes ? pinNeedOf(dongle.pin, codeOf(start.error)) : 'none'
  const missing = !username.isOk ? 'target' : !isPinReady(pinNeed, entry, isReadable) ? 'pin' : null

  const confirm = () =>
    start.mutate({
      dongle: dongle.dongle,
      line,
      planHash: preview.planHash,
      targetUser: user.trim(),
      pin: pinNeed === 'none' || entry.pin === '' ? null : entry.pin,
      confirmLastTry: entry.confirmLastTry,
    })
  return (
    <Stack gap="lg">
      <Section>
        <Stack gap={0}>
          <Text c="dimmed">{t('review.into')}</Text>
          <Text fz="1.75rem" fw={700} lh={1.2} className="breakable">
            {company}
          </Text>
          <Text className="breakable">{t('review.from', { label: dongle.label, serial: dongle.serial })}</Text>
        </Stack>
        <TargetUser policy={policy} company={company} user={user} onUser={setUser} check={username} />
      </Section>
      <Section>
        <PlanTable licenses={preview.plan.licenses} />
        <PlanSums licenses={preview.plan.licenses} />
        <Differences licenses={preview.plan.licenses} />
      </Section>
      <Section>
        {writes && isReadable && (
          <Notice mood="warning" title={t('review.readable')}>
            {t('review.readableSay')}
          </Notice>
        )}
        {writes && <Disclaimers policy={policy} dongleClass={isReadable ? 'B' : 'A'} />}
        {pinNeed !== 'none' && <PinField need={pinNeed} entry={entry} onEntry={setEntry} isOptional={isReadable} />}
        <ConfirmPlan
          outcome={preview.outcome}
          moves={moves}
          company={company}
          missing={missing}
          isStarting={start.isPending}
          onConfirm={confirm}
        />
        {start.isError && <Problem error={start.error} />}
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
