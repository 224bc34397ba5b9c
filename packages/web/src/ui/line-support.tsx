import { Anchor, Group, Stack, Text } from '@mantine/core'
import type { ProductLine } from '@undongle/core/api/line'
import { useTranslation } from 'react-i18next'
import { mailAddress } from './mail.ts'
import { Section } from './section.tsx'

interface Props {
  readonly line: ProductLine
  readonly facts: readonly (readonly [string, string])[]
  readonly topic: string
}

/** How to reach a line's support, with a mail that already holds the facts. */
export function LineSupport({ line, facts, topic }: Props) {
  const { t } = useTranslation()
  const { support } = line.policy
  const subject = t('support.subject', { topic: topic || line.name })
  return (
    <Section title={t('support.forLine', { line: line.name })}>
      <Stack gap="xs">
        <Text fw={600}>{support.name}</Text>
        <Group>
          <Anchor href={mailAddress(support.email, subject, facts)} underline="always">
            {t('support.mail', { email: support.email })}
          </Anchor>
          {support.phone !== '' && (
            <Anchor href={`tel:${support.phone.replaceAll(/[^+\d]/g, '')}`} underline="always">
              {t('support.call', { phone: support.phone })}
            </Anchor>
          )}
        </Group>
      </Stack>
    </Section>
  )
}
