import { Anchor, Group } from '@mantine/core'
import type { LocalTransfer } from '@undongle/core/api/local/transfer'
import type { ResultName } from '@undongle/core/transfer/result'
import { useTranslation } from 'react-i18next'
import { LinkButton } from '../../ui/link-button.tsx'
import { mailAddress } from '../../ui/mail.ts'

const needsSupport: readonly ResultName[] = [
  'no-subscription',
  'temporary-subscription',
  'other-company',
  'nothing-relevant',
  'ineligible',
  'failed',
]

/** What can be done after this result; support gets a mail that already holds the facts [Q58]. */
export function ResultActions({ run, result }: { run: LocalTransfer; result: ResultName }) {
  const { t } = useTranslation()
  return (
    <Group>
      {needsSupport.includes(result) && <SupportMail run={run} result={result} />}
      {result === 'other-company' && (
        <LinkButton to="/online-licensing" variant="default">
          {t('done.otherAccount')}
        </LinkButton>
      )}
      {result === 'failed' && (
        <LinkButton to="/doctor" variant="default">
          {t('help.toDoctor')}
        </LinkButton>
      )}
      {(result === 'ineligible' || result === 'failed') && (
        <LinkButton to="/dongle" variant="default">
          {t('done.checkAgain')}
        </LinkButton>
      )}
      <LinkButton to="/dongle" variant="default">
        {t('done.another')}
      </LinkButton>
    </Group>
  )
}

function SupportMail({ run, result }: { run: LocalTransfer; result: ResultName }) {
  const { t } = useTranslation()
  const { support } = run.policy
  const facts = [
    [t('done.title'), t(`result.${result}.title`)],
    [t('done.transferId'), run.id],
    [t('transfer.dongle'), run.dongle.serial],
    [t('dongle.line'), run.line],
    [t('done.contact'), run.targetUser],
    ...(run.problem === null ? [] : [[t('trouble.code'), `${run.problem.code} ${run.problem.requestId}`] as const]),
  ] as const
  const subject = t('support.subject', { topic: run.dongle.serial })
  return (
    <Anchor
      href={mailAddress(support.email, subject, facts as readonly (readonly [string, string])[])}
      underline="always"
    >
      {t('common.contactSupport')}: {support.name}, {support.email} {support.phone}
    </Anchor>
  )
}
