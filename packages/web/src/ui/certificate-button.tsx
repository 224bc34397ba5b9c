import { Button, Stack } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { downloadText } from './download.ts'
import { Icon } from './icons.tsx'
import { Problem } from './problem.tsx'

interface Props {
  readonly transfer: string
  readonly read: () => Promise<unknown>
  readonly label?: string
  readonly compact?: boolean
}

/** Fetches the certificate with everything needed to verify it offline, and keeps it as a file [Q93]. */
export function CertificateButton({ transfer, read, label, compact = false }: Props) {
  const { t } = useTranslation()
  const download = useMutation({
    mutationFn: read,
    onSuccess: (certificate) => downloadText(`${transfer}.certificate.json`, JSON.stringify(certificate, null, 2)),
  })
  return (
    <Stack gap="xs" align="flex-start">
      <Button
        variant="default"
        size={compact ? 'xs' : 'sm'}
        leftSection={<Icon name="download" size={16} />}
        loading={download.isPending}
        onClick={() => download.mutate()}
        {...(label === undefined ? {} : { 'aria-label': label })}
      >
        {t('certificate.download')}
      </Button>
      {download.isError && <Problem error={download.error} />}
    </Stack>
  )
}
