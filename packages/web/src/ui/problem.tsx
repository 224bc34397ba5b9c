import { Code, Group, List, Stack, Text } from '@mantine/core'
import type { Problem as ApiProblem } from '@undongle/core/api/error'
import { useTranslation } from 'react-i18next'
import { RequestFailed } from '../api/trouble.ts'
import { Copy } from './copy-button.tsx'
import { Notice } from './notice.tsx'
import { hasProblemWords } from './problem-words.ts'

/** Shows what went wrong with a request: what happened, what to do next, and the code and request id that support asks for. */
export function Problem({ error }: { error: unknown }) {
  const { t } = useTranslation()
  if (!(error instanceof RequestFailed)) return <Told title={t('trouble.crashed')} next={t('trouble.crashedNext')} />
  switch (error.trouble.kind) {
    case 'unreachable':
      return <Told title={t('trouble.unreachable')} next={t('trouble.unreachableNext')} />
    case 'malformed':
      return <Told title={t('trouble.malformed')} next={t('trouble.malformedNext')} />
    case 'problem':
      return <ProblemOf problem={error.trouble.problem} />
  }
}

/** A problem as it stands in an answer: of a dongle, of a waiting transfer, of a preview that could not be made. */
export function ProblemOf({ problem }: { problem: ApiProblem }) {
  const { t } = useTranslation()
  const { code } = problem
  const known = hasProblemWords(code)
  return (
    <Told
      title={known ? t(`problem.${code}.say`) : problem.title}
      next={known ? t(`problem.${code}.next`) : problem.next}
      problem={problem}
    />
  )
}

function Told({ title, next, problem }: { title: string; next: string; problem?: ApiProblem }) {
  const { t } = useTranslation()
  return (
    <Notice mood="bad" title={title} role="alert">
      <Stack gap="xs">
        <Text size="sm">{next}</Text>
        {problem?.errors !== undefined && (
          <List size="sm" aria-label={t('trouble.fields')}>
            {problem.errors.map(({ pointer, detail }) => (
              <List.Item key={`${pointer} ${detail}`} className="breakable">
                {pointer} {detail}
              </List.Item>
            ))}
          </List>
        )}
        {problem !== undefined && (
          <Group gap="xs">
            <Code>{problem.code}</Code>
            {problem.requestId !== '' && (
              <Text size="xs" className="breakable">
                {t('common.requestId', { id: problem.requestId })}
              </Text>
            )}
            <Copy text={JSON.stringify(problem, null, 2)} label={t('common.copyDetails')} />
          </Group>
        )}
      </Stack>
    </Notice>
  )
}
