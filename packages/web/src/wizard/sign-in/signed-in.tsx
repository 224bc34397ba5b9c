import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { SignInState } from '@undongle/core/api/local/sign-in'
import { useTranslation } from 'react-i18next'
import { Facts } from '../../ui/facts.tsx'
import { writeMoment } from '../../ui/format.ts'
import { Icon } from '../../ui/icons.tsx'
import { LinkButton } from '../../ui/link-button.tsx'
import { Problem } from '../../ui/problem.tsx'
import { Section } from '../../ui/section.tsx'
import { useSignOut } from './use-sign-out.ts'

interface Props {
  readonly signIn: Extract<SignInState, { state: 'signed-in' }>
  readonly cloudUrl: string
}

export function SignedIn({ signIn, cloudUrl }: Props) {
  const { t } = useTranslation()
  const [asking, { open, close }] = useDisclosure(false)
  const company = signIn.company.name
  return (
    <Section title={t('signIn.signedInTitle', { company })}>
      <Facts
        facts={[
          [t('signIn.user'), `${signIn.user.name} (${signIn.user.email})`],
          [t('signIn.company'), company],
          [t('signIn.since'), writeMoment(signIn.since)],
          [t('signIn.cloud'), cloudUrl],
          [t('signIn.licenseServer'), signIn.licenseServer],
        ]}
      />
      <Group>
        <LinkButton to="/transfer">{t('signIn.toTransfer')}</LinkButton>
        <LinkButton to="/" variant="default">
          {t('signIn.toHome')}
        </LinkButton>
        <Button variant="default" leftSection={<Icon name="signOut" size={16} />} onClick={open}>
          {t('signIn.signOut')}
        </Button>
      </Group>
      <Modal
        opened={asking}
        onClose={close}
        title={t('signIn.signOutTitle', { company })}
        closeButtonProps={{ 'aria-label': t('common.cancel') }}
      >
        <ConfirmSignOut onCancel={close} />
      </Modal>
    </Section>
  )
}

function ConfirmSignOut({ onCancel }: { onCancel: () => void }) {
  const { t } = useTranslation()
  const signOut = useSignOut()
  return (
    <Stack>
      <Text>{t('signIn.signOutSay')}</Text>
      {signOut.isError && <Problem error={signOut.error} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onCancel}>
          {t('common.cancel')}
        </Button>
        <Button color="red" loading={signOut.isPending} onClick={() => signOut.mutate()}>
          {t('signIn.signOut')}
        </Button>
      </Group>
    </Stack>
  )
}
