import type { AlignmentAnswer } from '@undongle/core/api/alignment'
import { cloudApi } from '@undongle/core/api/cloud'
import { makeId } from '@undongle/core/id'
import type { Command } from 'commander'
import { addCommand } from '../command/act.ts'
import type { Surroundings } from '../command/surroundings.ts'
import { table } from '../command/table.ts'
import { ask } from '../server/ask.ts'
import { asOperator, type OperatorOptions } from '../server/cloud.ts'
import { addCompanyOption, type CompanyOption, companyIn } from '../server/operator-options.ts'

interface WordsOptions extends OperatorOptions, CompanyOption {
  readonly words: string
}

/** Two companies with licenses on one dongle: an admin of one proposes, one of the other agrees, or support decides. */
export function addAlignmentCommands(program: Command, around: Surroundings): void {
  const alignment = program
    .command('alignment')
    .description('two companies with licenses on one dongle agree whose they are')
  addPropose(alignment, around)
  addSettle(alignment, around, 'agree')
  addSettle(alignment, around, 'refuse')
  addList(alignment, around)
}

function addPropose(parent: Command, around: Surroundings): void {
  const summary = 'propose that all licenses on this dongle go to your company, or with --theirs to the other'
  const command = addCommand<WordsOptions & { readonly theirs?: boolean }>(
    parent,
    around,
    'propose <serial>',
    summary,
    async ({ options }, serial = '') => {
      const body = { serial, into: options.theirs ? 'theirs' : 'ours', words: options.words }
      const parameters = { alignment: makeId('alignment', around.now(), around.random) }
      const parts = { parameters, body, query: companyIn(options) }
      const proposed = await asOperator(around, options, (server) => ask(server, cloudApi['alignment.propose'], parts))
      const text = `Proposed as ${proposed.id}. An admin of the other company agrees, or support decides.`
      return { json: proposed, text, exit: 'waiting' }
    },
  )
  addWords(command).option('--theirs', 'the other company gets them')
}

function addSettle(parent: Command, around: Surroundings, word: 'agree' | 'refuse'): void {
  const summary =
    word === 'agree' ? 'agree for the other company: it is carried out at once' : 'refuse what was proposed'
  const command = addCommand<WordsOptions>(
    parent,
    around,
    `${word} <alignment>`,
    summary,
    async ({ options }, id = '') => {
      const body = { agrees: word === 'agree', words: options.words }
      const parts = { parameters: { alignment: id }, body, query: companyIn(options) }
      const settled = await asOperator(around, options, (server) => ask(server, cloudApi['alignment.settle'], parts))
      return { json: settled, text: `${settled.serial}: ${settled.outcome}. Both companies are told.` }
    },
  )
  addWords(command)
}

function addList(parent: Command, around: Surroundings): void {
  const summary = 'what was proposed, agreed and refused about the dongles a company shares'
  const command = addCommand<OperatorOptions & CompanyOption>(parent, around, 'list', summary, async ({ options }) => {
    const parts = { query: companyIn(options) }
    const answer = await asOperator(around, options, (server) => ask(server, cloudApi['alignment.list'], parts))
    const head = ['ALIGNMENT', 'DONGLE', 'FROM', 'TO', 'OUTCOME', 'PROPOSED']
    return { json: answer, text: table(head, answer.alignments.map(rowOf), 'Nothing was proposed.') }
  })
  addCompanyOption(command)
}

const rowOf = ({ id, serial, from, to, outcome, proposedAt }: AlignmentAnswer): string[] => [
  id,
  serial,
  from,
  to,
  outcome,
  proposedAt,
]

const addWords = (command: Command): Command =>
  addCompanyOption(command).requiredOption('--words <text>', 'why; both companies read it')
