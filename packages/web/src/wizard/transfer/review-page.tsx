import { Group, Text } from '@mantine/core'
import type { SeenDongle } from '@undongle/core/api/local/dongle'
import type { SignInState } from '@undongle/core/api/local/sign-in'
import type { TransferId } from '@undongle/core/id'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { LinkButton } from '../../ui/link-button.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { Loading } from '../../ui/loading.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { ProblemOf } from '../../ui/problem.tsx'
import { useDongles, useEligibilities, useEligibility, useStatus } from '../queries.ts'
import { sortBeside } from './beside.ts'
import { mayReview } from './may-review.ts'
import { Review } from './review.tsx'
import { Steps } from './steps.tsx'

interface Props {
  readonly dongle: string
  readonly line: string
  readonly onStarted: (transfer: TransferId) => void
}

/** Step 2: everything the person confirms, on one screen with the final button [Q31, Q40]. */
export function ReviewPage({ dongle: address, line, onStarted }: Props) {
  const { t } = useTranslation()
  const dongles = useDongles()
  const status = useStatus()
  const dongle = dongles.data?.dongles.find((candidate) => candidate.dongle === address)
  const signIn = status.data?.signIn
  return (
    <Page title={t('review.title')} subtitle={t('does.review')}>
      <Steps at="review" />
      <Loaded query={dongles}>
        {({ dongles: seen }) => {
          if (signIn === undefined) return <Loading />
          if (dongle === undefined)
            return <NoPlan say={t('problem.dongle-not-found.say')} address={address} line={line} />
          if (signIn.state !== 'signed-in')
            return <NoPlan say={t('problem.not-signed-in.say')} address={address} line={line} />
          return <ReviewOf dongle={dongle} dongles={seen} line={line} signIn={signIn} onStarted={onStarted} />
        }}
      </Loaded>
    </Page>
  )
}

interface ReviewOfProps {
  readonly dongle: SeenDongle
  readonly dongles: readonly SeenDongle[]
  readonly line: string
  readonly signIn: Extract<SignInState, { state: 'signed-in' }>
  readonly onStarted: Props['onStarted']
}

// The plan is asked for once and then stands still: what is confirmed is what was read.
function ReviewOf({ dongle, dongles, line, signIn, onStarted }: ReviewOfProps) {
  const { t } = useTranslation()
  const targetUser = signIn.user.email
  const eligibility = useEligibility({ dongle: dongle.dongle, line, targetUser }, { live: false })
  const others = dongles.filter((other) => eligibility.data?.beside.includes(other.dongle))
  const beside = useEligibilities(others.map((other) => ({ dongle: other.dongle, line, targetUser })))
  const [hasChanged, setChanged] = useState(false)
  const askAgain = () => {
    setChanged(true)
    eligibility.refetch()
    beside.refetch()
  }
  return (
    <Loaded query={eligibility} rows={6}>
      {(answer) => {
        const { preview, policy, seats } = answer
        if (preview === null || policy === null || !mayReview(answer)) {
          return (
            <>
              {answer.problem !== null && <ProblemOf problem={answer.problem} />}
              <NoPlan say={t('result.ineligible.say')} address={dongle.dongle} line={line} />
            </>
          )
        }
        if (beside.isLoading) return <Loading rows={6} />
        const { moving, heldBack } = sortBeside(
          others.flatMap((other, index) => {
            const checked = beside.answers[index]
            return checked === undefined ? [] : [{ dongle: other, answer: checked }]
          }),
        )
        const run = [{ dongle, preview, seats }, ...moving] as const
        return (
          <>
            {hasChanged && (
              <Notice mood="warning" role="alert">
                {t('review.changed')}
              </Notice>
            )}
            <Review
              key={run.map((reviewed) => reviewed.preview.planHash).join()}
              run={run}
              heldBack={heldBack}
              line={line}
              signIn={signIn}
              policy={policy}
              onStarted={onStarted}
              onPlanChanged={askAgain}
            />
          </>
        )
      }}
    </Loaded>
  )
}

function NoPlan({ say, address, line }: { say: string; address: string; line: string }) {
  const { t } = useTranslation()
  return (
    <>
      <Notice mood="warning" title={t('review.noPlan')}>
        <Text size="sm">{say}</Text>
      </Notice>
      <Group>
        <LinkButton to="/transfer/check" search={{ dongle: address, line }}>
          {t('common.back')}
        </LinkButton>
        <LinkButton to="/support" variant="subtle">
          {t('common.contactSupport')}
        </LinkButton>
      </Group>
    </>
  )
}
