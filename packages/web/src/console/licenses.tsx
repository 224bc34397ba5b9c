import { Button, Group, Stack } from '@mantine/core'
import type { CompanyId } from '@undongle/core/id'
import { useTranslation } from 'react-i18next'
import { Empty } from '../ui/empty.tsx'
import { LicenseTable } from '../ui/license-table.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { Section } from '../ui/section.tsx'
import { useNow } from '../ui/use-now.ts'
import { useLicenses, useLines } from './queries.ts'

/** The company's licenses, those that moved among them [Q45]. */
export function Licenses({ company }: { company: CompanyId }) {
  const { t } = useTranslation()
  const licenses = useLicenses(company)
  const lines = useLines()
  const now = useNow(60_000)
  return (
    <Section>
      <Loaded query={licenses}>
        {({ pages }) => {
          const held = pages.flatMap((page) => page.licenses)
          if (held.length === 0) {
            return (
              <Empty icon="licenses" title={t('licensesPage.empty')}>
                {t('licensesPage.emptySay')}
              </Empty>
            )
          }
          return (
            <Stack>
              <LicenseTable licenses={held} lines={lines.data?.lines ?? []} now={now} />
              {licenses.hasNextPage && (
                <Group>
                  <Button
                    variant="default"
                    loading={licenses.isFetchingNextPage}
                    onClick={() => licenses.fetchNextPage()}
                  >
                    {t('licensesPage.more')}
                  </Button>
                </Group>
              )}
            </Stack>
          )
        }}
      </Loaded>
    </Section>
  )
}
