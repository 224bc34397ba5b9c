import { Group, Paper, Stack, Title } from '@mantine/core'
import type { ReactNode } from 'react'

/** A part of a page with its own heading. */
export function Section({ title, aside, children }: { title?: string; aside?: ReactNode; children: ReactNode }) {
  return (
    <Paper component="section" withBorder p="md" radius="md">
      <Stack gap="md">
        {title !== undefined && (
          <Group justify="space-between">
            <Title order={2} size="h4" className="breakable">
              {title}
            </Title>
            {aside}
          </Group>
        )}
        {children}
      </Stack>
    </Paper>
  )
}
