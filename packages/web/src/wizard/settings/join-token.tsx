import { Button, Code, Group, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Copy } from '../../ui/copy-button.tsx'
import { Problem } from '../../ui/problem.tsx'
import { useLocal } from '../local.tsx'

/** The text that lets machines in: shown only when it is asked for. */
export function JoinToken() {
  const { t } = useTranslation()
  const local = useLocal()
  const show = useMutation({ mutationFn: (replace: boolean) => local('lan.show-token', { body: { replace } }) })
  return (
    <Stack gap="xs" align="flex-start">
      <Text size="sm">{t('settingsPage.tokenSay')}</Text>
      {show.isError && <Problem error={show.error} />}
      {show.data === undefined ? (
        <Button variant="default" loading={show.isPending} onClick={() => show.mutate(false)}>
          {t('settingsPage.token')}
        </Button>
      ) : (
        <>
          <Code block className="breakable" style={{ whiteSpace: 'pre-wrap', maxWidth: '100%' }}>
            {show.data.joinToken}
          </Code>
          <Group>
            <Copy text={show.data.joinToken} label={t('settingsPage.copyToken')} />
            <Button variant="default" size="xs" loading={show.isPending} onClick={() => show.mutate(true)}>
              {t('settingsPage.replaceToken')}
            </Button>
          </Group>
          <Text size="sm" c="dimmed">
            {t('settingsPage.replaceSay')}
          </Text>
        </>
      )}
    </Stack>
  )
}
