import { Button, Group, NativeSelect, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Problem } from '../../ui/problem.tsx'
import { Section } from '../../ui/section.tsx'
import { type Session, useCloud } from '../cloud.tsx'
import { SignedIn } from '../signed-in.tsx'
import { Answered } from './answered.tsx'

/** A machine that nobody knows yet: a person says for which company it is signed in, as with a device code. */
export function SignInAnswer({ letter }: { letter: string }) {
  return <SignedIn>{(session) => <ForCompany letter={letter} session={session} />}</SignedIn>
}

function ForCompany({ letter, session: { memberships } }: { letter: string; session: Session }) {
  const { t } = useTranslation()
  const cloud = useCloud()
  const [company, setCompany] = useState(memberships[0]?.company)
  const answer = useMutation({
    mutationFn: () => cloud('courier.sign-in', { body: { request: letter }, query: company ? { company } : {} }),
  })
  if (answer.isSuccess) return <Answered answered={answer.data} />
  return (
    <Section>
      <Text>{t('courier.signInSay')}</Text>
      <NativeSelect
        label={t('courier.company')}
        data={memberships.map(({ company: value, name }) => ({ value, label: name }))}
        value={company ?? ''}
        onChange={(event) => {
          const { value } = event.currentTarget
          setCompany(memberships.find((membership) => membership.company === value)?.company)
        }}
        maw={360}
      />
      {answer.isError && <Problem error={answer.error} />}
      <Group>
        <Button loading={answer.isPending} onClick={() => answer.mutate()}>
          {t('courier.answerIt')}
        </Button>
      </Group>
    </Section>
  )
}
