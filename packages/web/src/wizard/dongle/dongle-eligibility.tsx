import { Group, NativeSelect, Stack } from '@mantine/core'
import type { SeenDongle } from '@undongle/core/api/local/dongle'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { LinkButton } from '../../ui/link-button.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { useEligibility, useLines, useStatus } from '../queries.ts'
import { signedInUser } from '../sign-in/signed-in-user.ts'
import { Checklist } from '../transfer/checklist.tsx'
import { mayReview } from '../transfer/may-review.ts'
import { linesOfDongle } from './lines-of-dongle.ts'

/** Whether this dongle can move, for the line the person chooses: each rule green or red, never a button that is just missing [Q22]. */
export function DongleEligibility({ dongle }: { dongle: SeenDongle }) {
  const { t } = useTranslation()
  const lines = useLines()
  const choices = linesOfDongle(dongle, lines.data?.lines ?? [])
  const [chosen, setChosen] = useState<string>()
  const line = chosen ?? choices[0]?.value ?? ''
  const targetUser = signedInUser(useStatus().data)
  const eligibility = useEligibility({ dongle: dongle.dongle, line, targetUser }, { live: true })
  if (line === '') return null
  return (
    <Stack>
      <NativeSelect
        label={t('dongle.line')}
        description={t('dongle.lineSay')}
        data={choices}
        value={line}
        onChange={(event) => setChosen(event.currentTarget.value)}
        maw={360}
      />
      <Loaded query={eligibility}>
        {(answer) => (
          <Stack>
            <Checklist answer={answer} />
            <Group>
              <LinkButton
                to={mayReview(answer) ? '/transfer/review' : '/transfer/check'}
                search={{ dongle: dongle.dongle, line }}
                variant={mayReview(answer) ? 'filled' : 'default'}
              >
                {mayReview(answer) ? t('dongle.review') : t('dongle.transfer')}
              </LinkButton>
            </Group>
          </Stack>
        )}
      </Loaded>
    </Stack>
  )
}
