import { Button, Checkbox, Group, Stack, Text } from '@mantine/core'
import type { ResultName } from '@undongle/core/transfer/result'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Notice } from '../../ui/notice.tsx'

interface Props {
  readonly outcome: ResultName
  readonly moves: number
  readonly company: string
  /** What the screen still needs, besides the tick. */
  readonly missing: 'target' | 'pin' | 'time' | null
  readonly isStarting: boolean
  readonly onConfirm: () => void
}

/** The tick that names the count, and the final button. A button that does not work yet says what is missing. */
export function ConfirmPlan({ outcome, moves, company, missing, isStarting, onConfirm }: Props) {
  const { t } = useTranslation()
  const [ticked, setTicked] = useState(false)
  const why = useId()
  const needs = missing ?? (moves > 0 && !ticked ? 'tick' : null)
  return (
    <Stack>
      {moves > 0 ? (
        <Checkbox
          checked={ticked}
          onChange={(event) => setTicked(event.currentTarget.checked)}
          label={<span className="breakable">{t('review.confirm', { count: moves, company })}</span>}
        />
      ) : (
        <Notice mood="warning" title={t(`result.${outcome}.title`)}>
          {t(`result.${outcome}.say`)} {t(`result.${outcome}.next`)}
        </Notice>
      )}
      <Group>
        <Button
          size="md"
          disabled={needs !== null}
          loading={isStarting}
          onClick={onConfirm}
          {...(needs === null ? {} : { 'aria-describedby': why })}
        >
          {moves > 0 ? t('review.transfer', { count: moves }) : t(`review.settle.${settleKey(outcome)}`)}
        </Button>
        {needs !== null && (
          <Text id={why} size="sm" c="dimmed">
            {t(`review.missing.${needs}`)}
          </Text>
        )}
      </Group>
    </Stack>
  )
}

/** Without a license that moves, the run still ends in a signed answer worth having. */
const settleKey = (outcome: ResultName) =>
  outcome === 'temporary-subscription' || outcome === 'already-moved' ? outcome : 'answer'
