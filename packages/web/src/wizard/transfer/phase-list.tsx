import { Badge, Divider, Group, List, Text, ThemeIcon } from '@mantine/core'
import { type Phase, phases } from '@undongle/core/transfer/phase'
import { useTranslation } from 'react-i18next'
import { Icon } from '../../ui/icons.tsx'
import { phaseAfter } from './progress.ts'

type PhaseState = 'done' | 'active' | 'todo' | 'waiting'
const colors = { done: 'green', active: 'blue', todo: 'gray', waiting: 'yellow' } as const satisfies Record<
  PhaseState,
  string
>

interface Props {
  readonly phase: Phase | null
  readonly isWaiting: boolean
  /** Nothing is taken off such a dongle, so there is no point from which on it is off. */
  readonly isReadable: boolean
}

/** The five phases in the protocol's order, with the point of no return before the dongle is retired. */
export function PhaseList({ phase, isWaiting, isReadable }: Props) {
  const { t } = useTranslation()
  const active = phaseAfter(phase)
  const reached = phase === null ? -1 : phases.indexOf(phase)
  const stateOf = (candidate: Phase): PhaseState => {
    if (phases.indexOf(candidate) <= reached) return 'done'
    if (candidate !== active) return 'todo'
    return isWaiting ? 'waiting' : 'active'
  }
  return (
    <List type="ordered" listStyleType="none" spacing="sm" aria-label={t('run.progress')}>
      {phases.map((candidate) => (
        <List.Item key={candidate}>
          {candidate === 'retired' && !isReadable && <NoReturn />}
          <PhaseRow phase={candidate} state={stateOf(candidate)} words={isReadable ? 'drainPhase' : 'phase'} />
        </List.Item>
      ))}
    </List>
  )
}

function NoReturn() {
  const { t } = useTranslation()
  return (
    <>
      <Divider />
      <Text size="sm" c="dimmed" my="xs">
        {t('run.noReturn')}
      </Text>
    </>
  )
}

function PhaseRow({ phase, state, words }: { phase: Phase; state: PhaseState; words: 'phase' | 'drainPhase' }) {
  const { t } = useTranslation()
  return (
    <Group gap="sm" wrap="nowrap">
      <ThemeIcon variant="light" color={colors[state]} size="md" radius="xl">
        {state === 'done' ? <Icon name="pass" size={18} /> : phases.indexOf(phase) + 1}
      </ThemeIcon>
      <Text fw={state === 'active' ? 600 : 400} miw={0}>
        {t(`${words}.${phase}.${state === 'done' ? 'done' : 'doing'}`)}
      </Text>
      <Badge color={colors[state]} style={{ flex: 'none' }}>
        {t(`run.phaseState.${state}`)}
      </Badge>
    </Group>
  )
}
