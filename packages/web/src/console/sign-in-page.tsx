import { Button, Paper, PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Page } from '../ui/page.tsx'
import { Problem } from '../ui/problem.tsx'
import { useCloud } from './cloud.tsx'
import { useEnterSession } from './queries.ts'

interface Props {
  /** The code of the License Server that sent the person here. */
  readonly deviceCode?: string
}

export function SignInPage({ deviceCode }: Props) {
  const { t } = useTranslation()
  const cloud = useCloud()
  const enter = useEnterSession()
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const signIn = useMutation({
    mutationFn: () => cloud('session.start', { body: { email: email.trim(), password } }),
    onSuccess: enter,
    onError: () => setPassword(''),
  })
  return (
    <Page title={t('access.title')} subtitle={t('access.subtitle')}>
      <Paper withBorder p="md" maw={420}>
        <form
          onSubmit={(event) => {
            event.preventDefault()
            signIn.mutate()
          }}
        >
          <Stack>
            {deviceCode !== undefined && <Text size="sm">{t('access.forDevice', { code: deviceCode })}</Text>}
            <TextInput
              label={t('access.email')}
              type="email"
              name="email"
              autoComplete="username"
              required
              value={email}
              onChange={(event) => setEmail(event.currentTarget.value)}
            />
            <PasswordInput
              label={t('access.password')}
              name="password"
              autoComplete="current-password"
              required
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
              visibilityToggleButtonProps={{ 'aria-label': t('access.showPassword') }}
            />
            {signIn.isError && <Problem error={signIn.error} />}
            <Button type="submit" loading={signIn.isPending}>
              {t('access.submit')}
            </Button>
            <Text size="sm" c="dimmed">
              {t('access.noAccount')}
            </Text>
          </Stack>
        </form>
      </Paper>
    </Page>
  )
}
