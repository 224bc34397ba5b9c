import { Anchor, Button, Group, Stack, Text } from '@mantine/core'
import type { SignInState } from '@undongle/core/api/local/sign-in'
import { useTranslation } from 'react-i18next'
import { Copy } from '../../ui/copy-button.tsx'
import { writeSpan } from '../../ui/format.ts'
import { Problem } from '../../ui/problem.tsx'
import { QrCode } from '../../ui/qr-code.tsx'
import { Section } from '../../ui/section.tsx'
import { useNow } from '../../ui/use-now.ts'
import { useSignOut } from './use-sign-out.ts'

/** The code of the device grant, large, with where to enter it and how long it is good for. */
export function WaitingCode({ code }: { code: Extract<SignInState, { state: 'waiting' }> }) {
  const { t } = useTranslation()
  const now = useNow()
  const drop = useSignOut()
  return (
    <Section>
      <Group align="flex-start" gap="xl">
        <Stack gap="xs" style={{ flex: '1 1 18rem', minWidth: 0 }}>
          <Text>{t('signIn.stepOpen')}</Text>
          <Anchor href={code.verificationUri} target="_blank" rel="noreferrer" underline="always" className="breakable">
            {code.verificationUri}
          </Anchor>
          <Text mt="sm">{t('signIn.stepCode')}</Text>
          <Text fz="2.5rem" fw={700} ff="monospace" lh={1.2} className="breakable">
            {code.userCode}
          </Text>
        </Stack>
        <Stack gap="xs" align="center">
          <QrCode text={code.verificationUriComplete} label={t('scan.label')} />
          <Text size="sm" c="dimmed">
            {t('scan.say')}
          </Text>
        </Stack>
      </Group>
      <Group>
        <Button component="a" href={code.verificationUriComplete} target="_blank" rel="noreferrer">
          {t('signIn.open')}
        </Button>
        <Copy text={code.userCode} label={t('signIn.copyCode')} />
        <Button variant="subtle" loading={drop.isPending} onClick={() => drop.mutate()}>
          {t('signIn.drop')}
        </Button>
      </Group>
      {drop.isError && <Problem error={drop.error} />}
      <Text role="status">{t('signIn.waiting')}</Text>
      <Text c="dimmed" className="numbers">
        {t('signIn.left', { time: writeSpan(Date.parse(code.expiresAt) - now.getTime()) })}
      </Text>
    </Section>
  )
}
