import { Box, Table } from '@mantine/core'
import type { ReactNode } from 'react'

interface Props {
  readonly label: string
  readonly columns: readonly string[]
  readonly children: ReactNode
}

/** A table that scrolls by itself when the page is narrow; the region takes the focus, so that arrow keys scroll it too. */
export function ScrollTable({ label, columns, children }: Props) {
  return (
    <Box component="section" aria-label={label} tabIndex={0} style={{ overflowX: 'auto' }}>
      <Table miw={columns.length * 110} verticalSpacing="sm">
        <Table.Thead>
          <Table.Tr>
            {columns.map((column) => (
              <Table.Th key={column} scope="col">
                {column}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>{children}</Table.Tbody>
      </Table>
    </Box>
  )
}
