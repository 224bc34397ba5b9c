import { Code, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'

/** By what a person compares the cloud at both ends of the way: a machine that never had a network learns its key from the courier. */
export function RootKey({ fingerprint }: { fingerprint: string }) {
  const { t } = useTranslation()
  return (
    <Stack gap={4} align="flex-start">
      <Text size="sm">{t('courier.fingerprint')}</Text>
      <Code className="breakable">{fingerprint}</Code>
    </Stack>
  )
}
