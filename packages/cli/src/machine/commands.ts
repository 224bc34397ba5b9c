import { cloudApi } from '@undongle/core/api/cloud'
import type { Machine } from '@undongle/core/api/machine'
import type { Command } from 'commander'
import { addCommand } from '../command/act.ts'
import type { Surroundings } from '../command/surroundings.ts'
import { table } from '../command/table.ts'
import { ask } from '../server/ask.ts'
import { asOperator, type OperatorOptions } from '../server/cloud.ts'
import { addOperatorOptions } from '../server/operator-options.ts'

interface CompanyOptions extends OperatorOptions {
  readonly company: string
}
interface GoneOptions extends CompanyOptions {
  readonly reason: string
}

/** A company's License Servers, and the word that one of them is gone for good. */
export function addMachineCommands(program: Command, around: Surroundings): void {
  const machine = program.command('machine').description('the License Servers of a company, for the cloud’s operator')
  addMachineList(machine, around)
  addMachineGone(machine, around)
}

function addMachineList(parent: Command, around: Surroundings): void {
  const summary = 'the License Servers that were ever signed in, and which are gone'
  const command = addCommand<CompanyOptions>(parent, around, 'list', summary, async ({ options }) => {
    const query = { company: options.company }
    const answer = await asOperator(around, options, (server) => ask(server, cloudApi['machine.list'], { query }))
    const head = ['LICENSE SERVER', 'NAME', 'LAST SEEN', 'STATE']
    return { json: answer, text: table(head, answer.machines.map(rowOf), 'No License Server was ever signed in.') }
  })
  addCompany(command)
}

function addMachineGone(parent: Command, around: Surroundings): void {
  const summary = 'say that a License Server is stolen, scrapped or lost: it is signed out for ever, and not waited for'
  const command = addCommand<GoneOptions>(
    parent,
    around,
    'gone <license-server>',
    summary,
    async ({ options }, licenseServer = '') => {
      const { company, reason } = options
      const parts = { parameters: { licenseServer }, query: { company }, body: { reason } }
      const machine = await asOperator(around, options, (server) => ask(server, cloudApi['machine.gone'], parts))
      return { json: machine, text: `It is signed out for ever. ${waitOf(machine)}` }
    },
  )
  addCompany(command).requiredOption('--reason <text>', 'why; it is kept outside the database')
}

const waitOf = ({ gone }: Machine): string =>
  gone?.until
    ? `What it may still use is waited for until ${gone.until}: two must never use one license.`
    : 'Nothing is waited for.'

function rowOf(machine: Machine): string[] {
  const { licenseServer, name, lastSeenAt, revoked, copiedAt, gone } = machine
  const state =
    gone === null
      ? revoked
        ? 'signed out'
        : 'signed in'
      : gone.until
        ? `gone; waited for until ${gone.until}`
        : 'gone'
  return [
    licenseServer,
    name ?? 'forgotten by a backup',
    lastSeenAt ?? '',
    copiedAt === null ? state : `${state}; two machines use its key, noticed ${copiedAt}`,
  ]
}

const addCompany = (command: Command): Command =>
  addOperatorOptions(command.requiredOption('--company <company>', 'the company whose License Server it is'))
