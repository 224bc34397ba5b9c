import { Group, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { LinkButton } from '../../ui/link-button.tsx'
import { Section } from '../../ui/section.tsx'
import type { NextStep } from './next-step.ts'

/** The primary action of HOME, with one sentence why. */
export function NextStepCard({ next }: { next: NextStep }) {
  const { t } = useTranslation()
  const label = next.step === 'transfer' ? next.dongle.label : ''
  return (
    <Section>
      <Group justify="space-between">
        <Text className="breakable" style={{ flex: '1 1 20rem' }}>
          {t(`home.nextSay.${next.step}`, { label })} {next.step === 'transfer' && t('help.whyMove')}
        </Text>
        <NextLink next={next} />
      </Group>
    </Section>
  )
}

function NextLink({ next }: { next: NextStep }) {
  const { t } = useTranslation()
  const words = t(`home.next.${next.step}`)
  switch (next.step) {
    case 'openTransfer':
      return (
        <LinkButton to="/transfer/$transfer" params={{ transfer: next.transfer }}>
          {words}
        </LinkButton>
      )
    case 'transfer':
      return (
        <LinkButton to="/transfer/check" search={{ dongle: next.dongle.dongle }}>
          {words}
        </LinkButton>
      )
    case 'signIn':
      return <LinkButton to="/online-licensing">{words}</LinkButton>
    case 'enableDongle':
    case 'plugIn':
      return <LinkButton to="/dongle">{words}</LinkButton>
  }
}
