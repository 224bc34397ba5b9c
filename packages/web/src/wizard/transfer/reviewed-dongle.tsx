import { Stack, Text, Title } from '@mantine/core'
import type { SeenDongle } from '@undongle/core/api/local/dongle'
import type { RuleAnswer } from '@undongle/core/policy/rule'
import { useTranslation } from 'react-i18next'
import { ProblemOf } from '../../ui/problem.tsx'
import { Section } from '../../ui/section.tsx'
import { Differences } from './differences.tsx'
import type { EligibilityAnswer } from './may-review.ts'
import { PlanSums, PlanTable } from './plan-table.tsx'
import { useRuleWords } from './rule-words.ts'

/** A dongle of this run, and the plan that is confirmed for it. */
export interface Reviewed {
  readonly dongle: SeenDongle
  readonly preview: NonNullable<EligibilityAnswer['preview']>
  /** Who works with what it moves. */
  readonly seats: EligibilityAnswer['seats']
}

/** What happens to each license of one dongle; its name stands above where a run moves several. */
export function ReviewedDongle({ reviewed, isNamed }: { reviewed: Reviewed; isNamed: boolean }) {
  const { t } = useTranslation()
  const { dongle, preview } = reviewed
  const { licenses } = preview.plan
  return (
    <Section>
      {isNamed && (
        <Title order={2} size="h3" className="breakable">
          {t('review.dongleOf', { label: dongle.label, serial: dongle.serial })}
        </Title>
      )}
      <PlanTable of={isNamed ? dongle.serial : null} licenses={licenses} />
      <PlanSums licenses={licenses} />
      <Differences licenses={licenses} />
    </Section>
  )
}

/** Dongles that the same confirmation would move, and a rule holds back: which, and why. */
export function HeldBackDongles({ heldBack }: { heldBack: readonly HeldBack[] }) {
  const { t } = useTranslation()
  const wordsOf = useRuleWords()
  if (heldBack.length === 0) return null
  return (
    <Section title={t('review.heldBack')}>
      {heldBack.map(({ dongle, problem, red }) => (
        <Stack key={dongle.dongle} gap={2}>
          <Text fw={600} className="breakable">
            {t('review.dongleOf', { label: dongle.label, serial: dongle.serial })}
          </Text>
          {problem !== null && <ProblemOf problem={problem} />}
          {red.map(wordsOf).map(({ reason, fix }) => (
            <Text key={reason} size="sm">
              {reason} {fix}
            </Text>
          ))}
        </Stack>
      ))}
    </Section>
  )
}

export interface HeldBack {
  readonly dongle: SeenDongle
  readonly problem: EligibilityAnswer['problem']
  readonly red: readonly RuleAnswer[]
}
