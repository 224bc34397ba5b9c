import { Stack, Text, Title } from '@mantine/core'
import type { SeenDongle } from '@undongle/core/api/local/dongle'
import { useTranslation } from 'react-i18next'
import { Section } from '../../ui/section.tsx'
import { Differences } from './differences.tsx'
import type { EligibilityAnswer } from './may-review.ts'
import { PlanSums, PlanTable } from './plan-table.tsx'

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
  if (heldBack.length === 0) return null
  return (
    <Section title={t('review.heldBack')}>
      {heldBack.map(({ dongle, why }) => (
        <Stack key={dongle.dongle} gap={2}>
          <Text fw={600} className="breakable">
            {t('review.dongleOf', { label: dongle.label, serial: dongle.serial })}
          </Text>
          {why.map((say) => (
            <Text key={say} size="sm">
              {say}
            </Text>
          ))}
        </Stack>
      ))}
    </Section>
  )
}

export interface HeldBack {
  readonly dongle: SeenDongle
  readonly why: readonly string[]
}
