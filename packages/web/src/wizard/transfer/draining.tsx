import { Group, List, Text } from '@mantine/core'
import type { LocalTransfer } from '@undongle/core/api/local/transfer'
import { useTranslation } from 'react-i18next'
import { writeMoment } from '../../ui/format.ts'
import { LinkButton } from '../../ui/link-button.tsx'
import { latestEnd } from './wait-words.ts'

interface Props {
  readonly serial: string
  readonly drain: NonNullable<LocalTransfer['drain']>
  /** This License Server, where it is signed in. */
  readonly self: string | undefined
}

/** Which machines may still use the dongle and until when, how to end that now, and when it ends by itself. */
export function Draining({ serial, drain, self }: Props) {
  const { t } = useTranslation()
  const { holders, notBefore } = drain
  const isHere = holders.some(({ licenseServer }) => licenseServer === self)
  const isElsewhere = holders.some(({ licenseServer }) => licenseServer !== self)
  const end = latestEnd(drain)
  return (
    <>
      {holders.length > 0 && (
        <List size="sm" spacing={4}>
          {holders.map(({ licenseServer, name, until }) => (
            <List.Item key={licenseServer} className="breakable">
              {t(licenseServer === self ? 'wait.permits.thisMachine' : 'wait.permits.holder', {
                name,
                time: writeMoment(until),
              })}
            </List.Item>
          ))}
        </List>
      )}
      {isElsewhere && (
        <Text size="sm" className="breakable">
          {t('wait.permits.how', { serial })}
        </Text>
      )}
      {isHere && (
        <Group gap="sm">
          <Text size="sm">{t('wait.permits.howHere')}</Text>
          <LinkButton to="/dongle" variant="default" size="xs">
            {t('wait.permits.toDongle')}
          </LinkButton>
        </Group>
      )}
      {notBefore !== null && <Text size="sm">{t('wait.owner.until', { time: writeMoment(notBefore) })}</Text>}
      {holders.length > 0 && end !== undefined && (
        <Text size="sm">{t('wait.permits.byItself', { time: writeMoment(end) })}</Text>
      )}
    </>
  )
}
