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
import { useDongles, useEligibility, useStatus } from '../queries.ts'
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
    <Page title={t('review.title')}>
      <Steps at="review" />
      <Loaded query={dongles}>
        {() => {
          if (signIn === undefined) return <Loading />
          if (dongle === undefined)
            return <NoPlan say={t('problem.dongle-not-found.say')} address={address} line={line} />
          if (signIn.state !== 'signed-in')
            return <NoPlan say={t('problem.not-signed-in.say')} address={address} line={line} />
          return <ReviewOf dongle={dongle} line={line} signIn={signIn} onStarted={onStarted} />
        }}
      </Loaded>
    </Page>
  )
}

interface ReviewOfProps {
  readonly dongle: SeenDongle
  readonly line: string
  readonly signIn: Extract<SignInState, { state: 'signed-in' }>
  readonly onStarted: Props['onStarted']
}

// The plan is asked for once and then stands still: what is confirmed is what was read.
function ReviewOf({ dongle, line, signIn, onStarted }: ReviewOfProps) {
  const { t } = useTranslation()
  const eligibility = useEligibility({ dongle: dongle.dongle, line, targetUser: signIn.user.email }, { live: false })
  const [hasChanged, setChanged] = useState(false)
  const askAgain = () => {
    setChanged(true)
    eligibility.refetch()
  }
  return (
    <Loaded query={eligibility} rows={6}>
      {(answer) => {
        const { preview, policy } = answer
        if (preview === null || policy === null || !mayReview(answer)) {
          return (
            <>
              {answer.problem !== null && <ProblemOf problem={answer.problem} />}
              <NoPlan say={t('result.ineligible.say')} address={dongle.dongle} line={line} />
            </>
          )
        }
        return (
          <>
            {hasChanged && (
              <Notice mood="warning" role="alert">
                {t('review.changed')}
              </Notice>
            )}
            <Review
              key={preview.planHash}
              dongle={dongle}
              line={line}
              signIn={signIn}
              preview={preview}
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
