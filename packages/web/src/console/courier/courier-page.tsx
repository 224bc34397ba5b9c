import { Button, Group, List, Text } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { joinLetter } from '@undongle/core/courier/parts'
import { type CourierRequest, peekCourierRequest } from '@undongle/core/courier/request'
import { subjectOf } from '@undongle/core/courier/words'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { LetterField } from '../../ui/courier/letter-field.tsx'
import { RootKey } from '../../ui/courier/root-key.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Page } from '../../ui/page.tsx'
import { Problem } from '../../ui/problem.tsx'
import { Section } from '../../ui/section.tsx'
import { useCloud } from '../cloud.tsx'
import { Answered } from './answered.tsx'
import { SignInAnswer } from './sign-in-answer.tsx'

/** Where a request of a machine without a network is answered, by whoever carries it [Q97]. */
export function CourierPage() {
  const { t } = useTranslation()
  const [letter, setLetter] = useState('')
  const asked = peek(letter)
  return (
    <Page title={t('courier.consoleTitle')} subtitle={t('courier.consoleSubtitle')}>
      <Section>
        <LetterField value={letter} onChange={setLetter} />
        <Text size="sm" c="dimmed">
          {t('courier.consoleSay')}
        </Text>
        {asked !== undefined && <About request={asked} />}
      </Section>
      {letter.trim() !== '' &&
        (asked?.account === null ? (
          <SignInAnswer key={letter} letter={letter} />
        ) : (
          <MessagesAnswer key={letter} letter={letter} />
        ))}
      <OwnRootKey />
    </Page>
  )
}

function peek(text: string): CourierRequest | undefined {
  const joined = joinLetter(text)
  return joined.joined === 'whole' ? peekCourierRequest(joined.letter) : undefined
}

/** What the file says of itself. The cloud checks it; this only shows what is about to be answered. */
function About({ request: { name, account, messages } }: { request: CourierRequest }) {
  const { t } = useTranslation()
  const subjects = new Set(messages.map(({ operation }) => subjectOf(operation)))
  if (account === null) subjects.add('sign-in')
  return (
    <>
      <Facts facts={[[t('courier.from'), name]]} />
      <Text size="sm" fw={600}>
        {t('courier.asks')}
      </Text>
      <List size="sm">
        {[...subjects].map((subject) => (
          <List.Item key={subject}>{t(`courier.subject.${subject}`)}</List.Item>
        ))}
      </List>
    </>
  )
}

function MessagesAnswer({ letter }: { letter: string }) {
  const { t } = useTranslation()
  const cloud = useCloud()
  const answer = useMutation({ mutationFn: () => cloud('courier.answer', { body: { request: letter } }) })
  if (answer.isSuccess) return <Answered answered={answer.data} />
  return (
    <Section>
      {answer.isError && <Problem error={answer.error} />}
      <Group>
        <Button loading={answer.isPending} onClick={() => answer.mutate()}>
          {t('courier.answerIt')}
        </Button>
      </Group>
    </Section>
  )
}

function OwnRootKey() {
  const cloud = useCloud()
  const keys = useQuery({ queryKey: ['keys'], queryFn: () => cloud('keys.read') })
  if (keys.data === undefined) return null
  return (
    <Section>
      <RootKey fingerprint={keys.data.rootThumbprint} />
    </Section>
  )
}
