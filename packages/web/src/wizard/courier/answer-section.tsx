import { Button, Group } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { LetterField } from '../../ui/courier/letter-field.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Problem } from '../../ui/problem.tsx'
import { Section } from '../../ui/section.tsx'
import { useLocal } from '../local.tsx'

/** The way back. */
export function AnswerSection() {
  const { t } = useTranslation()
  const local = useLocal()
  const queries = useQueryClient()
  const [letter, setLetter] = useState('')
  const take = useMutation({
    mutationFn: () => local('courier.take', { body: { letter } }),
    onSuccess: () => {
      setLetter('')
      return queries.invalidateQueries()
    },
  })
  return (
    <Section title={t('courier.answer')}>
      <LetterField value={letter} onChange={setLetter} />
      {take.isError && <Problem error={take.error} />}
      {take.isSuccess && (
        <Notice mood="good" title={t('courier.wasRead')} role="status">
          {t('courier.wasReadSay')}
        </Notice>
      )}
      <Group>
        <Button disabled={letter.trim() === ''} loading={take.isPending} onClick={() => take.mutate()}>
          {t('courier.read')}
        </Button>
      </Group>
    </Section>
  )
}
