import { Button, Group, Stack, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { userCodeSchema } from '@undongle/core/api/device-grant'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { codeOf } from '../api/trouble.ts'
import { Loaded } from '../ui/loaded.tsx'
import { Notice } from '../ui/notice.tsx'
import { Page } from '../ui/page.tsx'
import { Problem } from '../ui/problem.tsx'
import { Section } from '../ui/section.tsx'
import { useCloud } from './cloud.tsx'
import { DeviceRequest } from './device-request.tsx'

interface Props {
  readonly userCode: string | undefined
  readonly onCode: (userCode: string | undefined) => void
}

/** Where a person approves a License Server that shows a code (RFC 8628). Nothing is approved by opening the link alone. */
export function DevicePage({ userCode, onCode }: Props) {
  const { t } = useTranslation()
  return (
    <Page title={t('device.title')} subtitle={t('device.subtitle')}>
      {userCode === undefined ? (
        <CodeForm onCode={onCode} />
      ) : (
        <FoundCode key={userCode} userCode={userCode} onAnother={() => onCode(undefined)} />
      )}
    </Page>
  )
}

function CodeForm({ onCode }: { onCode: (userCode: string) => void }) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  const [isBad, setBad] = useState(false)
  const submit = () => {
    const code = userCodeSchema.safeParse(typed)
    setBad(!code.success)
    if (code.success) onCode(code.data)
  }
  return (
    <Section>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
      >
        <Stack align="flex-start">
          <TextInput
            label={t('device.enter')}
            description={t('device.codeSay')}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            error={isBad ? t('device.badCode') : null}
            maxLength={20}
            autoComplete="off"
            styles={{ input: { fontFamily: 'monospace', fontSize: '1.5rem', height: '3rem' } }}
          />
          <Button type="submit">{t('device.find')}</Button>
        </Stack>
      </form>
    </Section>
  )
}

function FoundCode({ userCode, onAnother }: { userCode: string; onAnother: () => void }) {
  const { t } = useTranslation()
  const cloud = useCloud()
  const request = useQuery({
    queryKey: ['device-request', userCode],
    queryFn: () => cloud('device-request.read', { parameters: { userCode } }),
    refetchOnWindowFocus: false,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const refused = codeOf(request.error)
  return (
    <Stack>
      {refused === 'device-code-unknown' || refused === 'device-code-decided' ? (
        <Problem error={request.error} />
      ) : (
        <Loaded query={request}>
          {(found) =>
            found.state === 'pending' ? (
              <DeviceRequest request={found} />
            ) : (
              <Notice mood="plain" title={t(`device.${found.state}`)}>
                {t(`device.${found.state}Say`)}
              </Notice>
            )
          }
        </Loaded>
      )}
      <Group>
        <Button variant="subtle" onClick={onAnother}>
          {t('device.anotherCode')}
        </Button>
      </Group>
    </Stack>
  )
}
