import { cloudApi } from '@undongle/core/api/cloud'
import { contractFileSchema, type ImportReply } from '@undongle/core/contract/contract-file'
import type { Command } from 'commander'
import { addCommand } from '../command/act.ts'
import { readJsonFile } from '../command/file.ts'
import type { Surroundings } from '../command/surroundings.ts'
import { facts, table } from '../command/table.ts'
import { ask } from '../server/ask.ts'
import { asOperator, type OperatorOptions } from '../server/cloud.ts'
import { addOperatorOptions } from '../server/operator-options.ts'

/** The same file again changes nothing. */
export function addContractImport(parent: Command, around: Surroundings): void {
  const command = addCommand<OperatorOptions>(
    parent,
    around,
    'import <file>',
    'take over a contract file: JSON with lines, products and everything sold; for tables see `import send`',
    async ({ options, progress }, file = '') => {
      const body = readJsonFile(file, contractFileSchema)
      progress(`${file}: ${body.contracts.length} contracts, ${body.dongles.length} dongles`)
      const reply = await asOperator(around, options, (server) => ask(server, cloudApi['contract.import'], { body }))
      return { json: reply, text: textOf(reply) }
    },
  )
  addOperatorOptions(command)
}

function textOf({ added, changed, unchanged, setUpLinks }: ImportReply): string {
  const counts = facts([
    ['Added', countsText(added)],
    ['Changed', countsText(changed)],
    ['Unchanged', String(unchanged)],
  ])
  if (setUpLinks.length === 0) return counts
  const links = table(
    ['PERSON', 'LINK TO SET A PASSWORD (SHOWN ONCE)'],
    setUpLinks.map(({ email, link }) => [email, link]),
    '',
  )
  return `${counts}\n\n${links}`
}

const countsText = (counts: Record<string, number>): string =>
  Object.entries(counts)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ')
