import { Group, Paper, Text, ThemeIcon, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { Icon, type IconName } from '../../ui/icons.tsx'

interface Props {
  readonly icon: IconName
  readonly title: string
  /** Good, bad, or neither. */
  readonly good: boolean | null
  readonly state: string
  readonly children: ReactNode
}

export function StatusTile({ icon, title, good, state, children }: Props) {
  const color = good === null ? 'gray' : good ? 'green' : 'red'
  return (
    <Paper withBorder p="md">
      <Group wrap="nowrap" align="flex-start">
        <ThemeIcon variant="light" color={color} size="lg">
          <Icon name={icon} />
        </ThemeIcon>
        <div style={{ minWidth: 0 }}>
          <Title order={2} size="sm" c="dimmed" fw={500}>
            {title}
          </Title>
          <Text fw={600}>{state}</Text>
          <Text component="div" size="sm" c="dimmed" className="breakable">
            {children}
          </Text>
        </div>
      </Group>
    </Paper>
  )
}
