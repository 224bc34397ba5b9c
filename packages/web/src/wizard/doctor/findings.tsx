import { Group, List, Text, ThemeIcon, VisuallyHidden } from '@mantine/core'
import type { Finding } from '@undongle/core/doctor/finding'
import { useTranslation } from 'react-i18next'
import { Icon, type IconName } from '../../ui/icons.tsx'
import { useFindingWords } from './finding-words.ts'

const looks = {
  pass: { color: 'green', icon: 'pass' },
  note: { color: 'blue', icon: 'note' },
  fail: { color: 'red', icon: 'fail' },
  unknown: { color: 'gray', icon: 'unknown' },
} as const satisfies Record<Finding['answer'], { color: string; icon: IconName }>

/** Each layer with what was found there, and what to do about it. */
export function Findings({ findings }: { findings: readonly Finding[] }) {
  const { t } = useTranslation()
  return (
    <List listStyleType="none" spacing="md" aria-label={t('doctorPage.list')}>
      {findings.map((finding) => (
        <List.Item key={finding.code}>
          <FindingRow finding={finding} />
        </List.Item>
      ))}
    </List>
  )
}

function FindingRow({ finding }: { finding: Finding }) {
  const { t } = useTranslation()
  const { layer, answer } = finding
  const { say, next } = useFindingWords()(finding)
  const { color, icon } = looks[answer]
  return (
    <Group wrap="nowrap" align="flex-start" gap="sm">
      <ThemeIcon variant="light" color={color} size="md">
        <Icon name={icon} size={18} />
      </ThemeIcon>
      <div style={{ minWidth: 0 }}>
        <Text fw={600}>
          {t(`layer.${layer}.title`)}
          <VisuallyHidden>: {t(`doctorPage.answers.${answer}`)}</VisuallyHidden>
        </Text>
        <Text className="breakable">{say}</Text>
        {next !== '' && (
          <Text size="sm" c="dimmed" className="breakable">
            {t('check.fix', { fix: next })}
          </Text>
        )}
      </div>
    </Group>
  )
}
