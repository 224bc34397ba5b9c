import { Box, Text } from '@mantine/core'
import type { ReactNode } from 'react'

/** Names and values, as a list of terms. Entries without a value are left out. */
export function Facts({ facts }: { facts: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <Box
      component="dl"
      m={0}
      style={{ display: 'grid', gridTemplateColumns: 'minmax(6rem, auto) 1fr', columnGap: '1rem', rowGap: '0.25rem' }}
    >
      {facts
        .filter(([, value]) => value !== null && value !== undefined && value !== '')
        .map(([name, value]) => (
          <Box key={name} style={{ display: 'contents' }}>
            <Text component="dt" size="sm" c="dimmed">
              {name}
            </Text>
            <Text component="dd" size="sm" m={0} className="breakable">
              {value}
            </Text>
          </Box>
        ))}
    </Box>
  )
}
