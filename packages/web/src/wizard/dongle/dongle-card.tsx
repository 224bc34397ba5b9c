import { Badge, Group, Text } from '@mantine/core'
import type { SeenDongle } from '@undongle/core/api/local/dongle'
import { useTranslation } from 'react-i18next'
import { Facts } from '../../ui/facts.tsx'
import { ProblemOf } from '../../ui/problem.tsx'
import { Section } from '../../ui/section.tsx'
import { DongleEligibility } from './dongle-eligibility.tsx'
import { DongleLicenses } from './dongle-licenses.tsx'
import { DongleTold } from './dongle-told.tsx'
import { MendDongle } from './mend-dongle.tsx'
import { SourceSwitches } from './source-switches.tsx'

/** One dongle: what it is, what is on it, and what keeps it from moving. */
export function DongleCard({ dongle }: { dongle: SeenDongle }) {
  const { t } = useTranslation()
  const { driver, grade, generation } = dongle
  return (
    <Section
      title={dongle.label}
      aside={
        <Group gap="xs">
          {driver.evaluation && <Badge color="grape">{t('dongle.evaluation')}</Badge>}
          <Badge color={dongle.state === 'ready' ? 'green' : 'red'}>{t(`dongle.states.${dongle.state}`)}</Badge>
        </Group>
      }
    >
      {dongle.problem !== null && <ProblemOf problem={dongle.problem} />}
      {dongle.problem?.code === 'dongle-rolled-back' && <MendDongle dongle={dongle} />}
      <Facts
        facts={[
          [t('dongle.serial'), dongle.serial],
          [t('dongle.driver'), `${driver.name} ${driver.version}`],
          [t('dongle.grade'), grade === null ? null : <Grade key="grade" grade={grade} />],
          [t('dongle.generation'), generation === null ? null : String(generation)],
          [t('dongle.pin'), t(`dongle.pins.${dongle.pin}`)],
        ]}
      />
      {dongle.state === 'ready' && (
        <>
          {dongle.told === undefined ? (
            <DongleLicenses dongle={dongle} />
          ) : (
            <DongleTold label={dongle.label} told={dongle.told} />
          )}
          <SourceSwitches dongle={dongle} />
          <DongleEligibility dongle={dongle} />
        </>
      )}
    </Section>
  )
}

/** How far the dongle's own word can be trusted; the certificate says it too. */
function Grade({ grade }: { grade: NonNullable<SeenDongle['grade']> }) {
  const { t } = useTranslation()
  const words = [
    t('dongle.class', { name: grade.class }),
    t(grade.crashSafe ? 'dongle.grades.crashSafe' : 'dongle.grades.notCrashSafe'),
    t(grade.tamperProof ? 'dongle.grades.tamperProof' : 'dongle.grades.notTamperProof'),
  ]
  return (
    <Text span size="sm">
      {words.join(', ')}
    </Text>
  )
}
