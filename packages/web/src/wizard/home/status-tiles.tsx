import { SimpleGrid, Stack, Text } from '@mantine/core'
import type { SeenDongle } from '@undongle/core/api/local/dongle'
import type { Status } from '@undongle/core/api/local/status'
import { useTranslation } from 'react-i18next'
import { writeMoment } from '../../ui/format.ts'
import { TextLink } from '../../ui/text-link.tsx'
import { isReady } from './next-step.ts'
import { StatusTile } from './status-tile.tsx'

/** What the licenses rest on: the cloud, the dongles, the sign-in. */
export function StatusTiles({ status, dongles }: { status: Status; dongles: readonly SeenDongle[] }) {
  return (
    <SimpleGrid cols={{ base: 1, sm: 3 }}>
      <CloudTile cloud={status.cloud} />
      <DongleTile enabled={status.dongleService.enabled} dongles={dongles} />
      <SignInTile signIn={status.signIn} />
    </SimpleGrid>
  )
}

function CloudTile({ cloud }: { cloud: Status['cloud'] }) {
  const { t } = useTranslation()
  const state =
    cloud.reachable === null ? 'cloudUnknown' : cloud.reachable ? 'cloudReachable' : ('cloudUnreachable' as const)
  const since =
    cloud.lastContactAt === null
      ? t('tile.cloudNever')
      : t('tile.cloudSince', { time: writeMoment(cloud.lastContactAt) })
  return (
    <StatusTile icon="cloud" title={t('tile.cloud')} good={cloud.reachable} state={t(`tile.${state}`)}>
      <Stack gap={0} align="flex-start">
        {since}
        {cloud.reachable === false && (
          <TextLink to="/doctor" size="sm">
            {t('help.toDoctor')}
          </TextLink>
        )}
      </Stack>
    </StatusTile>
  )
}

function DongleTile({ enabled, dongles }: { enabled: boolean; dongles: readonly SeenDongle[] }) {
  const { t } = useTranslation()
  const ready = dongles.filter(isReady).length
  const state = !enabled
    ? t('tile.dongleOff')
    : dongles.length === 0
      ? t('tile.dongleNone')
      : t('tile.dongleSeen', { count: dongles.length })
  return (
    <StatusTile icon="dongle" title={t('tile.dongle')} good={enabled && dongles.length > 0 ? true : null} state={state}>
      <Stack gap={0}>
        {ready > 0 && t('tile.dongleReady', { count: ready })}
        {dongles.map((dongle) => (
          <Text key={dongle.dongle} size="sm" c="dimmed" className="breakable">
            {dongle.label}
          </Text>
        ))}
      </Stack>
    </StatusTile>
  )
}

function SignInTile({ signIn }: { signIn: Status['signIn'] }) {
  const { t } = useTranslation()
  if (signIn.state === 'signed-in') {
    return (
      <StatusTile icon="account" title={t('tile.signIn')} good={true} state={t('tile.signedIn')}>
        {t('tile.signedInSay', { email: signIn.user.email, company: signIn.company.name })}
      </StatusTile>
    )
  }
  const state = signIn.state === 'waiting' ? t('tile.waiting') : t('tile.signedOut')
  return (
    <StatusTile icon="account" title={t('tile.signIn')} good={null} state={state}>
      {t('tile.signedOutSay')}
    </StatusTile>
  )
}
