import { Button, Group, Stack } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Loading } from './loading.tsx'
import { Problem } from './problem.tsx'

interface Props<Value> {
  readonly query: UseQueryResult<Value>
  readonly rows?: number
  readonly children: (value: Value) => ReactNode
}

/** The three states of everything that is asked for. What was loaded once stays on the page when a later try fails. */
export function Loaded<Value>({ query, rows, children }: Props<Value>) {
  const { t } = useTranslation()
  if (query.data !== undefined) return children(query.data)
  if (!query.isError) return <Loading {...(rows === undefined ? {} : { rows })} />
  return (
    <Stack>
      <Problem error={query.error} />
      <Group>
        <Button variant="default" onClick={() => query.refetch()} loading={query.isFetching}>
          {t('common.retry')}
        </Button>
      </Group>
    </Stack>
  )
}
