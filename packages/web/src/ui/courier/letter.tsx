import { Button, Group, Stack, Text } from '@mantine/core'
import { splitLetter } from '@undongle/core/courier/parts'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Copy } from '../copy-button.tsx'
import { downloadText } from '../download.ts'
import { Icon } from '../icons.tsx'
import { QrCode } from '../qr-code.tsx'

/** A part with its name in front. */
const longestPartBytes = 560

/** A letter to take along: as a file, as text, and as QR codes one after the other. */
export function Letter({ letter, fileName }: { letter: string; fileName: string }) {
  const { t } = useTranslation()
  return (
    <Stack gap="sm">
      <Group>
        <Button
          leftSection={<Icon name="download" size={16} />}
          onClick={() => downloadText(fileName, `${letter}\n`, 'text/plain')}
        >
          {t('courier.save')}
        </Button>
        <Copy text={letter} label={t('courier.copy')} />
      </Group>
      <Codes key={letter} parts={splitLetter(letter)} />
    </Stack>
  )
}

function Codes({ parts }: { parts: readonly string[] }) {
  const { t } = useTranslation()
  const [shown, setShown] = useState(0)
  const place = { number: shown + 1, total: parts.length }
  const step = (by: number) => setShown((shown + by + parts.length) % parts.length)
  return (
    <Stack gap="xs" align="flex-start">
      <Text size="sm" fw={600} role="status">
        {t('courier.codes', place)}
      </Text>
      <QrCode
        text={parts[shown] ?? ''}
        label={t('courier.codeLabel', place)}
        modulePixels={4}
        longestBytes={longestPartBytes}
      />
      {parts.length > 1 && (
        <Group>
          <Button size="xs" variant="default" onClick={() => step(-1)}>
            {t('courier.before')}
          </Button>
          <Button size="xs" variant="default" onClick={() => step(1)}>
            {t('courier.after')}
          </Button>
        </Group>
      )}
      <Text size="sm" c="dimmed">
        {t('courier.codesSay')}
      </Text>
    </Stack>
  )
}
