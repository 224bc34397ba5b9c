import { cloudApi } from '@undongle/core/api/cloud'
import type { DeclarationAnswer } from '@undongle/core/api/declaration'
import { makeId } from '@undongle/core/id'
import type { Command } from 'commander'
import { addCommand, type Output } from '../command/act.ts'
import type { Surroundings } from '../command/surroundings.ts'
import { table } from '../command/table.ts'
import { ask } from '../server/ask.ts'
import { asOperator, type OperatorOptions } from '../server/cloud.ts'
import { addOperatorOptions } from '../server/operator-options.ts'

interface CompanyOptions extends OperatorOptions {
  readonly company: string
}
interface ForceOptions extends CompanyOptions {
  readonly reason: string
}
interface CorrectOptions extends ForceOptions {
  readonly to: string
  readonly contact: string
}

/** What two of the vendor's operators declare together: one proposes, another approves, each signed in by name. */
export function addDeclarationCommands(program: Command, around: Surroundings): void {
  const force = program.command('force').description('finish a transfer whose dongle died, by two operators')
  addForcePropose(force, around)
  addApprove(force, around, 'force')
  const correction = program
    .command('correction')
    .description('move what a transfer brought to the wrong company, by two operators')
  addCorrectionPropose(correction, around)
  addApprove(correction, around, 'correction')
  addDeclarationList(correction, around)
}

function addForcePropose(parent: Command, around: Surroundings): void {
  const summary = 'say why the dongle of an order, at least 14 days old, is taken for dead'
  const command = addCommand<ForceOptions>(
    parent,
    around,
    'propose <transfer>',
    summary,
    async ({ options }, transfer = '') => {
      const { company, reason } = options
      const parts = { parameters: { transfer }, query: { company }, body: { reason } }
      return proposed(await asOperator(around, options, (server) => ask(server, cloudApi['force.propose'], parts)))
    },
  )
  addReason(addCompany(command))
}

function addCorrectionPropose(parent: Command, around: Surroundings): void {
  const summary = 'say into which company a finished transfer should have gone, and why'
  const command = addCommand<CorrectOptions>(
    parent,
    around,
    'propose <transfer>',
    summary,
    async ({ options }, corrects = '') => {
      const { company, to, contact, reason } = options
      const parameters = { transfer: makeId('transfer', around.now(), around.random) }
      const parts = { parameters, query: { company }, body: { corrects, to, contact, reason } }
      return proposed(await asOperator(around, options, (server) => ask(server, cloudApi['correction.propose'], parts)))
    },
  )
  addReason(addCompany(command))
    .requiredOption('--to <company>', 'the company that gets the licenses')
    .requiredOption('--contact <username>', 'the named contact there')
}

function addApprove(parent: Command, around: Surroundings, act: 'force' | 'correction'): void {
  const command = addCommand<CompanyOptions>(
    parent,
    around,
    'approve <transfer>',
    'approve what another operator proposed: it is carried out at once, and cannot be taken back',
    async ({ options }, transfer = '') => {
      const parts = { parameters: { transfer }, query: { company: options.company }, body: {} }
      const done = await asOperator(around, options, (server) => ask(server, cloudApi[`${act}.approve`], parts))
      return {
        json: done,
        text: 'It is done, and the companies are told. Its certificate says why, and who declared it.',
      }
    },
  )
  addCompany(command)
}

function addDeclarationList(parent: Command, around: Surroundings): void {
  const summary = 'what operators have proposed and approved for a company, FORCE among it'
  const command = addCommand<CompanyOptions>(parent, around, 'list', summary, async ({ options }) => {
    const query = { company: options.company }
    const answer = await asOperator(around, options, (server) => ask(server, cloudApi['declaration.list'], { query }))
    const head = ['ACT', 'TRANSFER', 'PROPOSED', 'APPROVED', 'REASON']
    return { json: answer, text: table(head, answer.declarations.map(rowOf), 'Nothing was proposed.') }
  })
  addCompany(command)
}

function rowOf({ act, transfer, proposedAt, approvedAt, reason }: DeclarationAnswer): string[] {
  return [act, transfer, proposedAt, approvedAt ?? 'waits for a second operator', reason]
}

const proposed = (declaration: DeclarationAnswer): Output => ({
  json: declaration,
  text: `Proposed. Another operator approves it: \`undongle ${declaration.act} approve ${declaration.transfer}\`.`,
  exit: 'waiting',
})

const addCompany = (command: Command): Command =>
  addOperatorOptions(command.requiredOption('--company <company>', 'the company whose transfer it is'))

const addReason = (command: Command): Command =>
  command.requiredOption('--reason <text>', 'why; it stands in the certificate')
