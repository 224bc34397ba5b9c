import { Button, Group, Stack, Text } from '@mantine/core'
import type { LocalTransfer } from '@undongle/core/api/local/transfer'
import { useTranslation } from 'react-i18next'
import { CertificateButton } from '../../ui/certificate-button.tsx'
import { downloadText } from '../../ui/download.ts'
import { Icon } from '../../ui/icons.tsx'
import { useLocal } from '../local.tsx'

/** What the customer keeps: the certificate of a transfer [Q93], or the signed answer of a run that moved nothing. */
export function Proof({ run }: { run: LocalTransfer }) {
  const { t } = useTranslation()
  const local = useLocal()
  const { document } = run
  const hasCertificate = run.result === 'all-moved' || run.result === 'partly-moved' || run.result === 'already-moved'
  if (hasCertificate) {
    return (
      <Stack gap="xs">
        <CertificateButton
          transfer={run.id}
          read={() => local('certificate.read', { parameters: { transfer: run.id } })}
        />
        <Text size="sm" c="dimmed">
          {t('certificate.say')}
        </Text>
      </Stack>
    )
  }
  if (document === null) return null
  return (
    <Group>
      <Button
        variant="default"
        leftSection={<Icon name="download" size={16} />}
        onClick={() => downloadText(`${run.id}.answer.jws`, document, 'application/jose')}
      >
        {t('certificate.downloadWord')}
      </Button>
    </Group>
  )
}
