import { Button, Group, Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Status } from '@undongle/core/api/local/status'
import { useTranslation } from 'react-i18next'
import { codeOf } from '../../api/trouble.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Problem } from '../../ui/problem.tsx'
import { Section } from '../../ui/section.tsx'
import { TextLink } from '../../ui/text-link.tsx'
import { useLocal } from '../local.tsx'
import { useStatus } from '../queries.ts'
import { SignedIn } from './signed-in.tsx'
import { WaitingCode } from './waiting-code.tsx'

/** ONLINE LICENSING: sign this License Server in to a company [Q36]. */
export function SignInPage() {
  const { t } = useTranslation()
  return (
    <Page title={t('signIn.title')} subtitle={t('signIn.subtitle')}>
      <Loaded query={useStatus()}>{(status) => <SignInState status={status} />}</Loaded>
    </Page>
  )
}

function SignInState({ status }: { status: Status }) {
  const { t } = useTranslation()
  const { signIn } = status
  switch (signIn.state) {
    case 'signed-out':
      return (
        <Section>
          <Text>{t('help.whyMove')}</Text>
          <Text>{t('signIn.signedOutSay')}</Text>
          <StartButton status={status} label={t('signIn.start')} />
        </Section>
      )
    case 'waiting':
      return <WaitingCode code={signIn} />
    case 'denied':
    case 'expired':
      return (
        <Section>
          <Notice mood="warning" title={t(`signIn.${signIn.state}`)} role="status">
            {t(`signIn.${signIn.state}Say`)}
          </Notice>
          <StartButton status={status} label={t('signIn.startAgain')} />
        </Section>
      )
    case 'signed-in':
      return <SignedIn signIn={signIn} cloudUrl={status.cloud.url} />
  }
}

function StartButton({ status, label }: { status: Status; label: string }) {
  const { t } = useTranslation()
  const local = useLocal()
  const queries = useQueryClient()
  const start = useMutation({
    mutationFn: () => local('sign-in.start', { body: {} }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['status'] }),
  })
  return (
    <Stack>
      {start.isError && <Problem error={start.error} />}
      {codeOf(start.error) === 'cloud-unreachable' && (
        <>
          <Text className="breakable">{t('signIn.offline', { url: status.cloud.url })}</Text>
          <TextLink to="/doctor">{t('help.toDoctor')}</TextLink>
          <TextLink to="/courier">{t('courier.useInstead')}</TextLink>
        </>
      )}
      <Group>
        <Button loading={start.isPending} onClick={() => start.mutate()}>
          {label}
        </Button>
        <TextLink to="/guide">{t('help.toGuide')}</TextLink>
      </Group>
    </Stack>
  )
}
