import { Button, Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { LocalTransfer } from '@undongle/core/api/local/transfer'
import { useTranslation } from 'react-i18next'
import { Notice } from '../../ui/notice.tsx'
import { Problem } from '../../ui/problem.tsx'
import { useLocal } from '../local.tsx'

/** A way out for as long as there is one; what is said is true also while it is not known how far the dongle is. */
export function CancelTransfer({ run }: { run: LocalTransfer }) {
  const { t } = useTranslation()
  switch (run.cancel) {
    case 'too-late':
      return null
    case 'asked':
      return (
        <Notice mood="warning" role="status">
          {t('run.cancel.asked')}
        </Notice>
      )
    case 'possible':
      return <AskToCancel run={run} />
  }
}

function AskToCancel({ run }: { run: LocalTransfer }) {
  const { t } = useTranslation()
  const local = useLocal()
  const queries = useQueryClient()
  const cancel = useMutation({
    mutationFn: () =>
      local('transfer.cancel', { parameters: { transfer: run.id }, body: { pin: null, confirmLastTry: false } }),
    onSuccess: (transfer) => queries.setQueryData(['transfer', run.id], transfer),
  })
  return (
    <Stack gap="xs" align="flex-start">
      <Text size="sm">{t(`run.cancel.${run.dongle.class}`)}</Text>
      <Button variant="default" loading={cancel.isPending} onClick={() => cancel.mutate()}>
        {t('run.cancel.ask')}
      </Button>
      {cancel.isError && <Problem error={cancel.error} />}
    </Stack>
  )
}
