import type { TransferId } from '@undongle/core/id'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Loaded } from '../../ui/loaded.tsx'
import { Page } from '../../ui/page.tsx'
import { percentOf } from './progress.ts'
import { Run } from './run.tsx'
import { Steps } from './steps.tsx'
import { useTransfer } from './use-transfer.ts'

interface Props {
  readonly transfer: TransferId
  readonly onFinished: () => void
}

/** Step 3: the transfer itself, live. The tab's title carries the percentage, so that it can be watched from elsewhere [Q60]. */
export function RunPage({ transfer, onFinished }: Props) {
  const { t } = useTranslation()
  const { query, isLive } = useTransfer(transfer)
  const finished = query.data?.state === 'finished'
  const told = useRef(onFinished)
  told.current = onFinished
  useEffect(() => {
    if (finished) told.current()
  }, [finished])
  const percent = percentOf(query.data?.phase ?? null)
  return (
    <Page
      title={t('run.title', { label: query.data?.dongle.label ?? '' })}
      subtitle={t('does.run')}
      {...(query.data === undefined ? {} : { tab: t('run.titlePercent', { percent }) })}
    >
      <Steps at="transfer" />
      <Loaded query={query}>{(run) => <Run run={run} isLive={isLive} />}</Loaded>
    </Page>
  )
}
