import { Button, Stack, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type LicenseId, makeId } from '@undongle/core/id'
import type { License } from '@undongle/core/license'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { codeOf } from '../../api/trouble.ts'
import { Problem } from '../../ui/problem.tsx'
import { useLocal } from '../local.tsx'
import { type CodeEntry, entryOf } from './code-entry.ts'

/** Takes a code as it is typed, and says what is wrong with it while it is typed. */
export function CodeForm({ company, onRedeemed }: { company: string; onRedeemed: (license: License) => void }) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  const redeem = useRedeem(onRedeemed)
  const entry = entryOf(typed)
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (entry.state === 'whole') redeem.mutate(typed)
      }}
    >
      <Stack align="flex-start">
        <TextInput
          label={t('activation.code')}
          description={t('activation.codeSay', { company })}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value)
            redeem.reset()
          }}
          error={useFault(entry)}
          maxLength={60}
          autoComplete="off"
          spellCheck={false}
          maw={480}
          w="100%"
          styles={{ input: { fontFamily: 'monospace' } }}
        />
        {redeem.isError && <Problem error={redeem.error} />}
        <Button type="submit" disabled={entry.state !== 'whole'} loading={redeem.isPending}>
          {t('activation.redeem')}
        </Button>
      </Stack>
    </form>
  )
}

/** The license's id is made once: a double click, or a repeat after a lost answer, is the same redemption. */
function useRedeem(onRedeemed: (license: License) => void) {
  const local = useLocal()
  const queries = useQueryClient()
  const [license, setLicense] = useState(newLicenseId)
  return useMutation({
    mutationFn: (code: string) => local('activation.redeem', { parameters: { license }, body: { code } }),
    onSuccess: (redeemed) => {
      setLicense(newLicenseId())
      onRedeemed(redeemed.license)
      return queries.invalidateQueries({ queryKey: ['licenses'] })
    },
    onError: (error) => {
      // An earlier try of another code got through after all.
      if (codeOf(error) === 'activation-id-reused') setLicense(newLicenseId())
    },
  })
}

const newLicenseId = (): LicenseId =>
  makeId('license', new Date(), (sizeBytes) => crypto.getRandomValues(new Uint8Array(sizeBytes)))

function useFault(entry: CodeEntry): string | null {
  const { t } = useTranslation()
  if (entry.state !== 'wrong') return null
  switch (entry.read.fault) {
    case 'length':
      return t('activation.tooLong')
    case 'check':
      return t('activation.mistyped')
    case 'character':
      return t('activation.noSuchCharacter', { at: entry.read.at })
  }
}
