import { cloudApi } from '@undongle/core/api/cloud'
import { parseContractCsv } from '@undongle/core/contract/contract-csv'
import { type ContractFile, contractFileSchema, type ImportReply } from '@undongle/core/contract/contract-file'
import type { Command } from 'commander'
import { addCommand } from '../command/act.ts'
import { CommandError } from '../command/command-error.ts'
import { readJsonFile, readText } from '../command/file.ts'
import type { Surroundings } from '../command/surroundings.ts'
import { facts, table } from '../command/table.ts'
import { ask } from '../server/ask.ts'
import { asOperator, cloud, type OperatorOptions } from '../server/cloud.ts'
import { addOperatorOptions } from '../server/operator-options.ts'

/** The same file again changes nothing. */
export function addContractImport(parent: Command, around: Surroundings): void {
  const command = addCommand<OperatorOptions>(
    parent,
    around,
    'import <file>',
    'take over contracts from the vendor’s ERP: JSON with everything, or CSV with one license a row',
    async ({ options, progress }, file = '') => {
      const body = await readContracts(around, options, file)
      progress(`${file}: ${body.contracts.length} contracts, ${body.dongles.length} dongles`)
      const reply = await asOperator(around, options, (server) => ask(server, cloudApi['contract.import'], { body }))
      return { json: reply, text: textOf(reply) }
    },
  )
  addOperatorOptions(command)
}

async function readContracts(around: Surroundings, options: OperatorOptions, file: string): Promise<ContractFile> {
  if (!file.toLowerCase().endsWith('.csv')) return readJsonFile(file, contractFileSchema)
  const { vendor } = await ask(cloud(around, options), cloudApi['line.list'])
  const parsed = parseContractCsv(readText(file), vendor)
  if (parsed.ok) return parsed.file
  throw new CommandError(
    'usage',
    'file-malformed',
    `${file} is not what this command reads.`,
    'Correct the places named.',
    parsed.places,
  )
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
