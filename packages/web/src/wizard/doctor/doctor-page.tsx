import { Button, Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { Diagnosis } from '@undongle/core/api/local/doctor'
import { useTranslation } from 'react-i18next'
import { isUnreachable } from '../../api/trouble.ts'
import { writeMoment } from '../../ui/format.ts'
import { LinkButton } from '../../ui/link-button.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Section } from '../../ui/section.tsx'
import { useLocal } from '../local.tsx'
import { useFindingWords } from './finding-words.ts'
import { Findings } from './findings.tsx'
import { SupportFile } from './support-file.tsx'

/** DOCTOR: which layer fails, what to do, and a file for support [Q100]. */
export function DoctorPage() {
  const { t } = useTranslation()
  const local = useLocal()
  // Each look asks the cloud and writes to the disk, so it is taken when a person asks for it.
  const query = useQuery({
    queryKey: ['doctor'],
    queryFn: () => local('doctor.read'),
    refetchOnWindowFocus: false,
    gcTime: 0,
  })
  return (
    <Page title={t('doctorPage.title')} subtitle={t('doctorPage.subtitle')}>
      {query.isError && isUnreachable(query.error) && <Notice mood="warning">{t('doctorPage.silent')}</Notice>}
      <Loaded query={query} rows={8}>
        {(diagnosis) => (
          <Stack gap="lg">
            <Verdict diagnosis={diagnosis} />
            <Section title={t('doctorPage.list')}>
              <Findings findings={diagnosis.findings} />
              <Group>
                <Button variant="default" loading={query.isFetching} onClick={() => query.refetch()}>
                  {t('doctorPage.again')}
                </Button>
                <LinkButton to="/support" variant="subtle">
                  {t('common.contactSupport')}
                </LinkButton>
                <Text size="sm" c="dimmed">
                  {t('doctorPage.checkedAt', { time: writeMoment(diagnosis.checkedAt) })}
                </Text>
              </Group>
            </Section>
            <SupportFile />
          </Stack>
        )}
      </Loaded>
    </Page>
  )
}

function Verdict({ diagnosis: { failing, findings } }: { diagnosis: Diagnosis }) {
  const { t } = useTranslation()
  const wordsOf = useFindingWords()
  const first = findings.find(({ layer, answer }) => layer === failing && answer === 'fail')
  if (first === undefined) {
    return (
      <Notice mood="good" title={t('doctorPage.nothing')} role="status">
        {t('doctorPage.nothingSay')}
      </Notice>
    )
  }
  const { layer } = first
  const { say, next } = wordsOf(first)
  return (
    <Notice mood="bad" title={t('doctorPage.begin', { layer: t(`layer.${layer}.title`) })} role="status">
      <Stack gap="xs">
        <Text size="sm" className="breakable">
          {say}
        </Text>
        <Text size="sm" fw={600} className="breakable">
          {next}
        </Text>
      </Stack>
    </Notice>
  )
}
