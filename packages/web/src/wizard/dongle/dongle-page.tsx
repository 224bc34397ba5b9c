import { Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Empty } from '../../ui/empty.tsx'
import { writeMoment } from '../../ui/format.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { Page } from '../../ui/page.tsx'
import { Section } from '../../ui/section.tsx'
import { TextLink } from '../../ui/text-link.tsx'
import { useDongles, useStatus } from '../queries.ts'
import { DongleCard } from './dongle-card.tsx'
import { DriverList } from './driver-list.tsx'
import { PermitList } from './permit-list.tsx'
import { ServiceSwitch } from './service-switch.tsx'

/** DONGLE: the service's switch [Q37], each dongle plugged in, and whether it can move [Q14–Q26]. */
export function DonglePage() {
  const { t } = useTranslation()
  const status = useStatus()
  return (
    <Page title={t('dongle.title')} subtitle={t('dongle.subtitle')}>
      <Loaded query={status} rows={2}>
        {({ dongleService }) => (
          <Stack gap="lg">
            <ServiceSwitch enabled={dongleService.enabled} />
            {dongleService.enabled ? <Dongles /> : <Off />}
            <PermitList />
            <DriverList drivers={dongleService.drivers} />
          </Stack>
        )}
      </Loaded>
    </Page>
  )
}

function Off() {
  const { t } = useTranslation()
  return (
    <Section>
      <Empty icon="dongle" title={t('dongle.off')}>
        {t('dongle.offSay')}
      </Empty>
    </Section>
  )
}

function Dongles() {
  const { t } = useTranslation()
  return (
    <Loaded query={useDongles()}>
      {({ dongles, checkedAt }) => (
        <Stack gap="lg">
          {dongles.length === 0 && (
            <Section>
              <Empty icon="dongle" title={t('dongle.none')}>
                {t('dongle.noneSay')} {t('dongle.noneHelp')} <TextLink to="/doctor">{t('help.toDoctor')}</TextLink>
              </Empty>
            </Section>
          )}
          {dongles.map((dongle) => (
            <DongleCard key={dongle.dongle} dongle={dongle} />
          ))}
          {checkedAt !== null && (
            <Text size="sm" c="dimmed">
              {t('dongle.checkedAt', { time: writeMoment(checkedAt) })}
            </Text>
          )}
        </Stack>
      )}
    </Loaded>
  )
}
