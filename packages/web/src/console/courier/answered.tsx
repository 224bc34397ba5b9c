import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Letter } from '../../ui/courier/letter.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Section } from '../../ui/section.tsx'

interface Props {
  readonly answered: {
    readonly answer: string
    readonly machine: string
    readonly number: number
    readonly replies: number
    readonly refused: number
  }
}

/** The answer, to be taken back. */
export function Answered({ answered: { answer, machine, number, replies, refused } }: Props) {
  const { t } = useTranslation()
  return (
    <Section>
      <Notice mood="good" title={t('courier.answeredFor', { machine })} role="status">
        <Text size="sm">{t('courier.answeredSay')}</Text>
        <Text size="sm">{t('courier.replies', { number: replies, refused })}</Text>
      </Notice>
      <Letter letter={answer} fileName={`undongle-answer-${number}.txt`} />
    </Section>
  )
}
