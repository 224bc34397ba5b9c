import { Group, List, Stack, Text, ThemeIcon, VisuallyHidden } from '@mantine/core'
import type { RuleAnswer } from '@undongle/core/policy/rule'
import { useTranslation } from 'react-i18next'
import { Icon } from '../../ui/icons.tsx'
import { Notice } from '../../ui/notice.tsx'
import { ProblemOf } from '../../ui/problem.tsx'
import type { EligibilityAnswer } from './may-review.ts'
import { useRuleWords } from './rule-words.ts'

const colors = { pass: 'green', fail: 'red', unknown: 'gray' } as const

/** Each rule of the line's policy, green or red, with the reason and what to do [Q22]; below it what a transfer would come to. */
export function Checklist({ answer }: { answer: EligibilityAnswer }) {
  const { t } = useTranslation()
  const red = answer.rules.filter((rule) => rule.answer !== 'pass').length
  return (
    <Stack>
      {answer.rules.length === 0 ? (
        <Text>{t('check.noRules')}</Text>
      ) : (
        <List listStyleType="none" spacing="sm" aria-label={t('check.title')}>
          {answer.rules.map((rule) => (
            <List.Item key={`${rule.rule} ${rule.reason}`}>
              <Rule rule={rule} />
            </List.Item>
          ))}
        </List>
      )}
      {answer.problem !== null && <ProblemOf problem={answer.problem} />}
      {answer.rules.length > 0 && (
        <Text fw={600} role="status">
          {red > 0 ? t('check.heldBack', { count: red }) : t('check.allGreen')}
        </Text>
      )}
      {answer.preview !== null && <Outcome outcome={answer.preview.outcome} />}
    </Stack>
  )
}

function Rule({ rule }: { rule: RuleAnswer }) {
  const { t } = useTranslation()
  const { reason, fix } = useRuleWords()(rule)
  return (
    <Group wrap="nowrap" align="flex-start" gap="sm">
      <ThemeIcon variant="light" color={colors[rule.answer]} size="md">
        <Icon name={rule.answer} size={18} />
      </ThemeIcon>
      <div style={{ minWidth: 0 }}>
        <Text className="breakable">
          <VisuallyHidden>{t(`check.${rule.answer}`)}: </VisuallyHidden>
          {reason}
        </Text>
        {fix !== '' && (
          <Text size="sm" c="dimmed" className="breakable">
            {t('check.fix', { fix })}
          </Text>
        )}
      </div>
    </Group>
  )
}

function Outcome({ outcome }: { outcome: NonNullable<EligibilityAnswer['preview']>['outcome'] }) {
  const { t } = useTranslation()
  if (outcome === 'all-moved' || outcome === 'partly-moved' || outcome === 'already-moved') {
    return (
      <Notice mood="good" title={t('check.outcome')}>
        {t(`check.preview.${outcome}`)}
      </Notice>
    )
  }
  return (
    <Notice mood="warning" title={`${t('check.outcome')}: ${t(`result.${outcome}.title`)}`}>
      {t(`result.${outcome}.say`)} {t(`result.${outcome}.next`)}
    </Notice>
  )
}
