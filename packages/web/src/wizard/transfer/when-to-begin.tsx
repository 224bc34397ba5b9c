import { Radio, Stack, Text, TextInput } from '@mantine/core'
import type { SeatInUse } from '@undongle/core/transfer/start'
import { useTranslation } from 'react-i18next'
import { Section } from '../../ui/section.tsx'
import { SeatsInUse } from './seats-in-use.tsx'
import { chosenStart, type WhenChoice, whens } from './when-choice.ts'

interface Props {
  readonly seats: readonly SeatInUse[]
  readonly choice: WhenChoice
  readonly onChoice: (choice: WhenChoice) => void
}

/** Who works with these licenses now, and when the transfer begins [Q87]. */
export function WhenToBegin({ seats, choice, onChoice }: Props) {
  const { t } = useTranslation()
  if (seats.length === 0) return null
  const isMissing = choice.when === 'at' && chosenStart(choice) === undefined
  return (
    <Section title={t('inUse.title')}>
      <SeatsInUse seats={seats} />
      <Radio.Group
        label={t('inUse.choose')}
        value={choice.when}
        onChange={(value) => onChoice({ ...choice, when: whens.find((when) => when === value) ?? 'at-once' })}
      >
        <Stack gap="xs" mt="xs">
          {whens.map((when) => (
            <Radio key={when} value={when} label={t(`inUse.when.${when}`)} description={t(`inUse.whenSay.${when}`)} />
          ))}
        </Stack>
      </Radio.Group>
      {choice.when === 'at' && (
        <TextInput
          type="datetime-local"
          maw="20rem"
          label={t('inUse.time')}
          value={choice.time}
          onChange={(event) => onChoice({ ...choice, time: event.currentTarget.value })}
        />
      )}
      {isMissing && (
        <Text size="sm" c="dimmed">
          {t('review.missing.time')}
        </Text>
      )}
    </Section>
  )
}
