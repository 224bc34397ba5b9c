import { Button, Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { LocalAnswer } from '@undongle/core/api/local'
import { useTranslation } from 'react-i18next'
import { isUnreachable } from '../../api/trouble.ts'
import { type Mood, Notice } from '../../ui/notice.tsx'
import { Problem } from '../../ui/problem.tsx'
import { useLocal } from '../local.tsx'
import { seldomMs } from '../queries.ts'
import { useHost } from './host.tsx'
import type { HostAsk } from './host-ask.ts'
import { useReadinessWords } from './readiness-words.ts'

/** An application waits: whether it can go on, what is missing, and the way back to it [Q06]. */
export function HostBar() {
  const { ask } = useHost()
  return ask === undefined ? null : <Waiting ask={ask} />
}

function Waiting({ ask: { line, version, moment, product, returnTo } }: { ask: HostAsk }) {
  const local = useLocal()
  const query = { line, version, moment, ...(product && { product }), ...(returnTo && { returnTo }) }
  const readiness = useQuery({
    queryKey: ['readiness', query],
    queryFn: () => local('readiness.read', { query }),
    refetchInterval: seldomMs,
  })
  if (readiness.isError && !isUnreachable(readiness.error)) return <Problem error={readiness.error} />
  return readiness.data === undefined ? null : <Readiness readiness={readiness.data} />
}

type Answer = LocalAnswer<'readiness.read'>

const moods = {
  ready: 'good',
  'transfer-offered': 'plain',
  'transfer-required': 'warning',
  'production-stop': 'warning',
} as const satisfies Record<Answer['answer'], Mood>

/** Where the transfer is mandatory the way back is not offered before it is done: there is nothing to go on with [Q04]. */
function Readiness({ readiness }: { readiness: Answer }) {
  const { t } = useTranslation()
  const { answer, returnTo } = readiness
  const { say, next } = useReadinessWords()(readiness)
  const { leave } = useHost()
  const mayGoOn = answer === 'ready' || answer === 'transfer-offered'
  return (
    <Notice mood={moods[answer]} title={t(answer === 'ready' ? 'host.ready' : 'host.waits')} role="status">
      <Stack gap="xs">
        <Text size="sm">
          {say} {next}
        </Text>
        {mayGoOn &&
          (returnTo === null ? (
            <Text size="sm">{t('host.goBack')}</Text>
          ) : (
            <Group>
              <Button
                component="a"
                href={returnTo}
                onClick={leave}
                {...(answer === 'ready' ? {} : { variant: 'default' })}
              >
                {t('host.back')}
              </Button>
            </Group>
          ))}
      </Stack>
    </Notice>
  )
}
