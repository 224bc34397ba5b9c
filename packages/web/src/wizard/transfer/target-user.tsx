import { Group, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { TransferPolicy } from '@undongle/core/policy/policy'
import { useTranslation } from 'react-i18next'
import { Icon } from '../../ui/icons.tsx'
import { Problem } from '../../ui/problem.tsx'
import { useLocal } from '../local.tsx'

interface Props {
  readonly policy: TransferPolicy
  readonly company: string
  readonly user: string
  readonly onUser: (user: string) => void
  readonly check: UsernameCheck
}

/** The named contact of the transfer. Where the policy allows another than the signed-in user, it is checked live and gets a tick [Q20, Q39]. */
export function TargetUser({ policy, company, user, onUser, check }: Props) {
  const { t } = useTranslation()
  if (policy.targetUser === 'signed-in-user') return <Text>{t('review.targetFixed', { user })}</Text>
  const { isOk, isChecking, error } = check
  const refused = !isOk && !isChecking && error === null && user !== ''
  return (
    <>
      <TextInput
        label={t('review.target')}
        description={t('review.targetSay')}
        value={user}
        onChange={(event) => onUser(event.currentTarget.value)}
        rightSection={isOk ? <Icon name="pass" /> : null}
        error={refused ? t('review.targetNo', { user, company }) : null}
        maxLength={254}
        autoComplete="off"
        maw={420}
      />
      <Group role="status" gap="xs" mih={24}>
        {isOk && <Text size="sm">{t('review.targetOk', { user, company })}</Text>}
        {isChecking && <Text size="sm">{t('review.targetChecking', { user })}</Text>}
      </Group>
      {error !== null && <Problem error={error} />}
    </>
  )
}

export interface UsernameCheck {
  readonly isOk: boolean
  readonly isChecking: boolean
  readonly error: unknown
}

/** @param settled what was typed, once the typing has paused */
export function useUsernameCheck(user: string, settled: string, signedIn: string | null): UsernameCheck {
  const local = useLocal()
  const query = useQuery({
    queryKey: ['username', settled],
    queryFn: () => local('username.check', { parameters: { username: settled } }),
    enabled: settled !== '' && settled !== signedIn,
    staleTime: 60_000,
  })
  if (user === signedIn) return { isOk: true, isChecking: false, error: null }
  const isChecking = user !== settled || query.isFetching
  return { isOk: !isChecking && query.data?.inCompany === true, isChecking, error: isChecking ? null : query.error }
}
