import { Button, Group, Radio, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { DeviceRequestReply } from '@undongle/core/api/device-grant'
import type { CompanyId } from '@undongle/core/id'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Facts } from '../ui/facts.tsx'
import { writeMoment } from '../ui/format.ts'
import { Notice } from '../ui/notice.tsx'
import { Problem } from '../ui/problem.tsx'
import { Section } from '../ui/section.tsx'
import { useNow } from '../ui/use-now.ts'
import { useCloud } from './cloud.tsx'

type Decision = { readonly decision: 'approve'; readonly company: CompanyId } | { readonly decision: 'deny' }

/** What asks, from where, and for which company it is approved; or the person denies it. */
export function DeviceRequest({ request }: { request: DeviceRequestReply }) {
  const { t } = useTranslation()
  const cloud = useCloud()
  const now = useNow()
  const [only] = request.companies
  const [company, setCompany] = useState(request.companies.length === 1 ? only?.company : undefined)
  const parameters = { userCode: request.userCode }
  const decide = useMutation({
    mutationFn: (wish: Decision) =>
      wish.decision === 'approve'
        ? cloud('device-request.approve', { parameters, body: { company: wish.company } })
        : cloud('device-request.deny', { parameters }),
  })
  if (decide.isSuccess) {
    const approved = decide.variables.decision === 'approve'
    return (
      <Notice
        mood={approved ? 'good' : 'plain'}
        role="status"
        title={t(approved ? 'device.approved' : 'device.denied')}
      >
        {t(approved ? 'device.approvedSay' : 'device.deniedSay')}
      </Notice>
    )
  }
  if (Date.parse(request.expiresAt) <= now.getTime()) {
    return (
      <Notice mood="warning" title={t('device.expired')}>
        {t('device.expiredSay')}
      </Notice>
    )
  }
  return (
    <Section title={t('device.asks')}>
      <Text>{t('device.asksSay')}</Text>
      <Facts
        facts={[
          [t('device.code'), request.userCode],
          [t('device.machine'), request.machineName],
          [t('device.network'), request.addressArea],
          [t('device.askedAt'), writeMoment(request.askedAt)],
          [t('device.expires'), writeMoment(request.expiresAt)],
        ]}
      />
      {request.companies.length === 0 ? (
        <Notice mood="warning">{t('device.noCompany')}</Notice>
      ) : (
        <CompanyChoice companies={request.companies} company={company} onCompany={setCompany} />
      )}
      {decide.isError && <Problem error={decide.error} />}
      <Text size="sm">{t('device.notYou')}</Text>
      <Group>
        <Button
          disabled={company === undefined}
          loading={decide.isPending && decide.variables.decision === 'approve'}
          onClick={() => company !== undefined && decide.mutate({ decision: 'approve', company })}
        >
          {t('device.approve')}
        </Button>
        <Button
          variant="default"
          loading={decide.isPending && decide.variables.decision === 'deny'}
          onClick={() => decide.mutate({ decision: 'deny' })}
        >
          {t('device.deny')}
        </Button>
      </Group>
    </Section>
  )
}

interface ChoiceProps {
  readonly companies: DeviceRequestReply['companies']
  readonly company: CompanyId | undefined
  readonly onCompany: (company: CompanyId | undefined) => void
}

function CompanyChoice({ companies, company, onCompany }: ChoiceProps) {
  const { t } = useTranslation()
  return (
    <Radio.Group
      label={t('device.company')}
      value={company ?? ''}
      onChange={(value) => onCompany(companies.find((candidate) => candidate.company === value)?.company)}
    >
      <Stack gap="xs" mt="xs">
        {companies.map((membership) => (
          <Radio key={membership.company} value={membership.company} label={membership.name} />
        ))}
      </Stack>
    </Radio.Group>
  )
}
