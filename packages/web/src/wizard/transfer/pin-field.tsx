import { Checkbox, PasswordInput, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Notice } from '../../ui/notice.tsx'
import type { PinNeed } from './pin-need.ts'

export interface PinEntry {
  readonly pin: string
  readonly confirmLastTry: boolean
}

interface Props {
  /** Whose PIN it is, where a run moves several dongles. */
  readonly of?: string | null
  readonly need: Exclude<PinNeed, 'none'>
  readonly entry: PinEntry
  readonly onEntry: (entry: PinEntry) => void
  /** It only lets a dongle that can't be written sign that it is here. */
  readonly isOptional?: boolean
}

/** Asks for the dongle's PIN. The last try before the dongle locks is never used without a tick of its own. */
export function PinField({ of = null, need, entry, onEntry, isOptional = false }: Props) {
  const { t } = useTranslation()
  if (need === 'locked') {
    return isOptional ? (
      <Notice mood="warning">{t('review.pinLockedSay')}</Notice>
    ) : (
      <Notice mood="bad">{t('review.pinLocked')}</Notice>
    )
  }
  return (
    <Stack gap="xs">
      {need === 'few-tries-left' && <Notice mood="warning">{t('review.pinFew')}</Notice>}
      {need === 'last-try' && <Notice mood="bad">{t('review.pinLast')}</Notice>}
      <PasswordInput
        label={of === null ? t(isOptional ? 'review.pinOptional' : 'review.pin') : t('review.pinOf', { label: of })}
        description={t(isOptional ? 'review.pinOptionalSay' : 'review.pinSay')}
        value={entry.pin}
        onChange={(event) => onEntry({ ...entry, pin: event.currentTarget.value })}
        maxLength={64}
        autoComplete="off"
        maw={isOptional ? 480 : 320}
        visibilityToggleButtonProps={{ 'aria-label': t('review.pinShow') }}
      />
      {need === 'last-try' && (
        <Checkbox
          checked={entry.confirmLastTry}
          onChange={(event) => onEntry({ ...entry, confirmLastTry: event.currentTarget.checked })}
          label={<Text size="sm">{t('review.pinLastConfirm')}</Text>}
        />
      )}
    </Stack>
  )
}
