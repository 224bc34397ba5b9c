import { Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { Icon, type IconName } from './icons.tsx'

/** Nothing to show yet, and how something gets here. */
export function Empty({ icon, title, children }: { icon: IconName; title: string; children: ReactNode }) {
  return (
    <Stack align="center" gap="xs" py="lg" ta="center">
      <Icon name={icon} size={36} />
      <Text fw={600}>{title}</Text>
      <Text component="div" c="dimmed" maw="32rem">
        {children}
      </Text>
    </Stack>
  )
}
