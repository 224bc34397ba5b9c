import { Button, Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { SeenDongle } from '@undongle/core/api/local/dongle'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { codeOf } from '../../api/trouble.ts'
import { Problem } from '../../ui/problem.tsx'
import { useLocal } from '../local.tsx'
import { type PinEntry, PinField } from '../transfer/pin-field.tsx'
import { isPinReady, pinNeedOf } from '../transfer/pin-need.ts'

/** A dongle that shows an older state than it had is put right by itself, except that its PIN may have to be entered. */
export function MendDongle({ dongle }: { dongle: SeenDongle }) {
  const { t } = useTranslation()
  const local = useLocal()
  const queries = useQueryClient()
  const [entry, setEntry] = useState<PinEntry>({ pin: '', confirmLastTry: false })
  const mend = useMutation({
    mutationFn: () =>
      local('dongle.mend', {
        parameters: { dongle: dongle.dongle },
        body: { pin: entry.pin === '' ? null : entry.pin, confirmLastTry: entry.confirmLastTry },
      }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['dongles'] }),
  })
  const need = pinNeedOf(dongle.pin, codeOf(mend.error))
  return (
    <Stack gap="sm" align="flex-start">
      {need !== 'none' && <Text size="sm">{t('dongle.mendPin')}</Text>}
      {need !== 'none' && <PinField need={need} entry={entry} onEntry={setEntry} />}
      <Button disabled={!isPinReady(need, entry)} loading={mend.isPending} onClick={() => mend.mutate()}>
        {t('dongle.mend')}
      </Button>
      {mend.isError && <Problem error={mend.error} />}
    </Stack>
  )
}
