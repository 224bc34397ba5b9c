import { Stack, Switch } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { SeenDongle } from '@undongle/core/api/local/dongle'
import type { GraceSource } from '@undongle/core/api/local/source'
import { useTranslation } from 'react-i18next'
import { daysLeft, writeMoment } from '../../ui/format.ts'
import { Problem } from '../../ui/problem.tsx'
import { useNow } from '../../ui/use-now.ts'
import { useLocal } from '../local.tsx'
import { useLineName, useSources } from '../queries.ts'

/** The way back of a grace [Q70]: one switch for each line that may be used from this dongle as well as from the cloud. */
export function SourceSwitches({ dongle }: { dongle: SeenDongle }) {
  const sources = (useSources().data?.sources ?? []).filter((source) => source.dongle === dongle.dongle)
  if (sources.length === 0) return null
  return (
    <Stack gap="sm">
      {sources.map((source) => (
        <SourceSwitch key={source.line} source={source} />
      ))}
    </Stack>
  )
}

export function SourceSwitch({ source: { dongle, line, source, until } }: { source: GraceSource }) {
  const { t } = useTranslation()
  const local = useLocal()
  const queries = useQueryClient()
  const lineName = useLineName()
  const now = useNow(60_000)
  const put = useMutation({
    mutationFn: (wanted: GraceSource['source']) =>
      local('source.put', { parameters: { dongle, line }, body: { source: wanted } }),
    onSettled: () => queries.invalidateQueries(),
  })
  const shown = put.isPending ? put.variables : source
  return (
    <>
      <Switch
        checked={shown === 'dongle'}
        disabled={put.isPending}
        onChange={(event) => put.mutate(event.currentTarget.checked ? 'dongle' : 'cloud')}
        label={t('dongle.source', { line: lineName(line) })}
        description={t('dongle.sourceSay', { time: writeMoment(until), count: daysLeft(now, until) })}
      />
      {put.isError && <Problem error={put.error} />}
    </>
  )
}
