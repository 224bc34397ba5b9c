import { Stepper } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useTranslation } from 'react-i18next'

const steps = ['check', 'review', 'transfer', 'result'] as const
export type WizardStep = (typeof steps)[number]

/** Where in the wizard a page is. Under 48em it stands upright, since four labels do not fit beside each other. */
export function Steps({ at }: { at: WizardStep }) {
  const { t } = useTranslation()
  const narrow = useMediaQuery('(max-width: 48em)') ?? false
  const active = steps.indexOf(at)
  return (
    <Stepper
      active={active}
      size="sm"
      orientation={narrow ? 'vertical' : 'horizontal'}
      allowNextStepsSelect={false}
      role="list"
      aria-label={t('transfer.stepsLabel')}
      // As low as Mantine has them, the dots of an Ü are cut off.
      styles={{ stepLabel: { lineHeight: 1.4 } }}
    >
      {steps.map((step, index) => (
        <Stepper.Step
          key={step}
          label={t(`transfer.step.${step}`)}
          component="div"
          role="listitem"
          {...(index === active ? { 'aria-current': 'step' as const } : {})}
        />
      ))}
    </Stepper>
  )
}
