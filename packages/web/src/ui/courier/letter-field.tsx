import { Button, FileButton, Stack, Textarea } from '@mantine/core'
import { letterSizeBytes } from '@undongle/core/courier/limits'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'

interface Props {
  readonly value: string
  readonly onChange: (letter: string) => void
}

/** Where a letter comes in: as a file, as pasted text, or typed by a code scanner. */
export function LetterField({ value, onChange }: Props) {
  const { t } = useTranslation()
  const forget = useRef<() => void>(null)
  const readFile = async (file: File | null) => {
    // Longer than any letter: what is wrong with it is said all the same, without reading it whole.
    if (file !== null) onChange(await file.slice(0, 2 * letterSizeBytes).text())
    forget.current?.() // or the same file could not be chosen again
  }
  return (
    <Stack gap="xs" align="flex-start">
      <FileButton onChange={readFile} resetRef={forget}>
        {(props) => (
          <Button variant="default" {...props}>
            {t('courier.file')}
          </Button>
        )}
      </FileButton>
      <Textarea
        label={t('courier.letter')}
        description={t('courier.letterSay')}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        rows={4}
        w="100%"
        spellCheck={false}
        autoComplete="off"
        styles={{ input: { fontFamily: 'monospace' } }}
      />
    </Stack>
  )
}
