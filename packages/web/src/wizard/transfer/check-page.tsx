import { Button, Group, NativeSelect, Stack, Text } from '@mantine/core'
import type { SeenDongle } from '@undongle/core/api/local/dongle'
import { useTranslation } from 'react-i18next'
import { LinkButton } from '../../ui/link-button.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Section } from '../../ui/section.tsx'
import { linesOfDongle } from '../dongle/lines-of-dongle.ts'
import { useDongles, useEligibility, useLines, useStatus } from '../queries.ts'
import { signedInUser } from '../sign-in/signed-in-user.ts'
import { Checklist } from './checklist.tsx'
import { mayReview } from './may-review.ts'
import { Steps } from './steps.tsx'

interface Props {
  readonly dongle: string
  readonly line: string | undefined
  readonly onLine: (line: string) => void
}

/** Step 1: the rules, checked live. */
export function CheckPage({ dongle, line, onLine }: Props) {
  const { t } = useTranslation()
  return (
    <Loaded query={useDongles()}>
      {({ dongles }) => {
        const seen = dongles.find((candidate) => candidate.dongle === dongle)
        if (seen !== undefined) return <Check dongle={seen} line={line} onLine={onLine} />
        return (
          <Page title={t('checkStep.gone')} subtitle={t('does.gone')}>
            <Notice mood="warning">{t('problem.dongle-not-found.next')}</Notice>
            <Group>
              <LinkButton to="/dongle">{t('transfer.toDongle')}</LinkButton>
            </Group>
          </Page>
        )
      }}
    </Loaded>
  )
}

function Check({ dongle, line: wanted, onLine }: { dongle: SeenDongle } & Pick<Props, 'line' | 'onLine'>) {
  const { t } = useTranslation()
  const lines = useLines()
  const choices = linesOfDongle(dongle, lines.data?.lines ?? [])
  const line = wanted ?? choices[0]?.value ?? ''
  const targetUser = signedInUser(useStatus().data)
  const eligibility = useEligibility({ dongle: dongle.dongle, line, targetUser }, { live: true })
  return (
    <Page title={t('checkStep.title', { label: dongle.label })} subtitle={t('does.check')}>
      <Steps at="check" />
      <Section title={t('check.title')}>
        {choices.length === 0 ? (
          <Text>{t('check.noRules')}</Text>
        ) : (
          <NativeSelect
            label={t('dongle.line')}
            description={t('dongle.lineSay')}
            data={choices}
            value={line}
            onChange={(event) => onLine(event.currentTarget.value)}
            maw={360}
          />
        )}
        {line !== '' && (
          <Loaded query={eligibility}>
            {(answer) => (
              <Stack>
                <Checklist answer={answer} />
                <Group>
                  {mayReview(answer) ? (
                    <LinkButton to="/transfer/review" search={{ dongle: dongle.dongle, line }}>
                      {t('checkStep.continue')}
                    </LinkButton>
                  ) : (
                    <Button disabled>{t('checkStep.continue')}</Button>
                  )}
                  <Button variant="default" loading={eligibility.isFetching} onClick={() => eligibility.refetch()}>
                    {t('check.again')}
                  </Button>
                  <LinkButton to="/support" search={{ topic: dongle.serial }} variant="subtle">
                    {t('common.contactSupport')}
                  </LinkButton>
                </Group>
              </Stack>
            )}
          </Loaded>
        )}
      </Section>
    </Page>
  )
}
