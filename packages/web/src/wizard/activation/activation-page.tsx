import { Button, Group, Text } from '@mantine/core'
import type { SignInState } from '@undongle/core/api/local/sign-in'
import type { License } from '@undongle/core/license'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { LinkButton } from '../../ui/link-button.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Section } from '../../ui/section.tsx'
import { useStatus } from '../queries.ts'
import { CodeForm } from './code-form.tsx'

/** A code instead of a dongle: it becomes a license of the company that is signed in here [Q11]. */
export function ActivationPage() {
  const { t } = useTranslation()
  return (
    <Page title={t('activation.title')} subtitle={t('activation.subtitle')}>
      <Loaded query={useStatus()}>{({ signIn }) => <Redemption signIn={signIn} />}</Loaded>
    </Page>
  )
}

function Redemption({ signIn }: { signIn: SignInState }) {
  const { t } = useTranslation()
  const [redeemed, setRedeemed] = useState<License>()
  if (signIn.state !== 'signed-in')
    return (
      <Section>
        <Text>{t('activation.signInFirst')}</Text>
        <Group>
          <LinkButton to="/online-licensing">{t('signIn.start')}</LinkButton>
        </Group>
      </Section>
    )
  return (
    <Section>
      {redeemed === undefined ? (
        <CodeForm company={signIn.company.name} onRedeemed={setRedeemed} />
      ) : (
        <Redeemed license={redeemed} company={signIn.company.name} onAnother={() => setRedeemed(undefined)} />
      )}
    </Section>
  )
}

function Redeemed({ license, company, onAnother }: { license: License; company: string; onAnother: () => void }) {
  const { t } = useTranslation()
  return (
    <>
      <Notice mood="good" title={t('activation.done', { name: license.name })} role="status">
        {t('activation.doneSay', { count: license.quantity, company })}
      </Notice>
      <Group>
        <LinkButton to="/">{t('signIn.toHome')}</LinkButton>
        <Button variant="default" onClick={onAnother}>
          {t('activation.another')}
        </Button>
      </Group>
    </>
  )
}
