import { Badge, Button, Group, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { LocalAnswer } from '@undongle/core/api/local'
import { useTranslation } from 'react-i18next'
import { Empty } from '../../ui/empty.tsx'
import { LinkButton } from '../../ui/link-button.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { NotFound } from '../../ui/not-found.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Problem } from '../../ui/problem.tsx'
import { useLocal } from '../local.tsx'
import { useDrawer, useStatus } from '../queries.ts'

type DrawerDongle = LocalAnswer<'drawer.read'>['dongles'][number]

/** The drawer of an evaluation set-up: plugging a dongle in here is the same as putting one into the machine. */
export function DrawerPage() {
  const { t } = useTranslation()
  const drawer = useDrawer()
  const status = useStatus()
  if (drawer.data === null) return <NotFound />
  return (
    <Page title={t('drawer.title')} subtitle={t('drawer.subtitle')}>
      {status.data?.dongleService.enabled === false && <Notice mood="plain">{t('drawer.serviceOff')}</Notice>}
      <Loaded query={drawer}>
        {(found) =>
          found === null || found.dongles.length === 0 ? (
            <Empty icon="drawer" title={t('drawer.empty')}>
              {t('common.none')}
            </Empty>
          ) : (
            <SimpleGrid cols={{ base: 1, sm: 2 }}>
              {found.dongles.map((dongle) => (
                <DrawerCard key={dongle.name} dongle={dongle} />
              ))}
            </SimpleGrid>
          )
        }
      </Loaded>
      <Group>
        <LinkButton to="/dongle">{t('drawer.toDongle')}</LinkButton>
      </Group>
    </Page>
  )
}

function DrawerCard({ dongle }: { dongle: DrawerDongle }) {
  const { t } = useTranslation()
  const local = useLocal()
  const queries = useQueryClient()
  const put = useMutation({
    mutationFn: () => local('drawer.put', { parameters: { name: dongle.name }, body: { plugged: !dongle.plugged } }),
    onSettled: () => queries.invalidateQueries(),
  })
  const words = dongle.plugged ? t('drawer.unplug') : t('drawer.plug')
  return (
    <Paper withBorder p="md">
      <Stack gap="sm" h="100%" justify="space-between">
        <Stack gap="xs">
          <Group justify="space-between">
            <Title order={2} size="h5" className="breakable">
              {dongle.name}
            </Title>
            <Badge color={dongle.plugged ? 'green' : 'gray'}>
              {dongle.plugged ? t('drawer.plugged') : t('drawer.inDrawer')}
            </Badge>
          </Group>
          <Text size="sm">{dongle.shows}</Text>
        </Stack>
        {put.isError && <Problem error={put.error} />}
        <Group>
          <Button
            variant={dongle.plugged ? 'default' : 'filled'}
            loading={put.isPending}
            onClick={() => put.mutate()}
            aria-label={`${words}: ${dongle.name}`}
          >
            {words}
          </Button>
        </Group>
      </Stack>
    </Paper>
  )
}
