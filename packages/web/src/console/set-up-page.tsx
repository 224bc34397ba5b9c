import { Button, Group, Paper, PasswordInput, Stack } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { passwordSchema, setUpTokenSchema } from '@undongle/core/api/sign-in'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { LinkButton } from '../ui/link-button.tsx'
import { Notice } from '../ui/notice.tsx'
import { Page } from '../ui/page.tsx'
import { Problem } from '../ui/problem.tsx'
import { useCloud } from './cloud.tsx'
import { useEnterSession } from './queries.ts'

interface Props {
  /** What stands after the `#`, which no server ever sees. */
  readonly fragment: string
  readonly onEntered: () => void
}

/** The one-time link: it sets the first password and signs in. */
export function SetUpPage({ fragment, onEntered }: Props) {
  const { t } = useTranslation()
  const token = setUpTokenSchema.safeParse(new URLSearchParams(fragment).get('token')).data
  return (
    <Page title={t('setUp.title')} subtitle={t('setUp.subtitle')}>
      {token === undefined ? (
        <Notice mood="warning" title={t('setUp.noToken')}>
          {t('setUp.noTokenSay')}
        </Notice>
      ) : (
        <PasswordForm token={token} onEntered={onEntered} />
      )}
      <Group>
        <LinkButton to="/" variant="default">
          {t('setUp.toSignIn')}
        </LinkButton>
      </Group>
    </Page>
  )
}

function PasswordForm({ token, onEntered }: { token: string; onEntered: () => void }) {
  const { t } = useTranslation()
  const cloud = useCloud()
  const enter = useEnterSession()
  const [password, setPassword] = useState('')
  const [again, setAgain] = useState('')
  const set = useMutation({
    mutationFn: () => cloud('password.set', { body: { token, password } }),
    onSuccess: (session) => {
      enter(session)
      onEntered()
    },
  })
  const tooShort = password !== '' && !passwordSchema.safeParse(password).success
  const differs = again !== '' && again !== password
  const ready = passwordSchema.safeParse(password).success && again === password
  const toggle = { visibilityToggleButtonProps: { 'aria-label': t('access.showPassword') } }
  return (
    <Paper withBorder p="md" maw={420}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (ready) set.mutate()
        }}
      >
        <Stack>
          <PasswordInput
            label={t('setUp.password')}
            autoComplete="new-password"
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            error={tooShort && t('setUp.tooShort')}
            maxLength={128}
            {...toggle}
          />
          <PasswordInput
            label={t('setUp.again')}
            autoComplete="new-password"
            value={again}
            onChange={(event) => setAgain(event.currentTarget.value)}
            error={differs && t('setUp.different')}
            maxLength={128}
            {...toggle}
          />
          {set.isError && <Problem error={set.error} />}
          <Button type="submit" disabled={!ready} loading={set.isPending}>
            {t('setUp.submit')}
          </Button>
        </Stack>
      </form>
    </Paper>
  )
}
