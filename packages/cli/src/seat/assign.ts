import { cloudApi } from '@undongle/core/api/cloud'
import type { AssignedSeat } from '@undongle/core/api/seat'
import type { Command } from 'commander'
import { addCommand } from '../command/act.ts'
import type { Surroundings } from '../command/surroundings.ts'
import { table } from '../command/table.ts'
import { ask } from '../server/ask.ts'
import { asOperator, type OperatorOptions } from '../server/cloud.ts'
import { addCompanyOption, type CompanyOption, companyIn } from '../server/operator-options.ts'

type AssignOptions = OperatorOptions & CompanyOption

/** Seats that are persons' or machines': whose they are, giving one to somebody, and taking it again. */
export function addAssignCommands(seat: Command, around: Surroundings): void {
  addAssigned(seat, around)
  addAssign(seat, around)
  addUnassign(seat, around)
}

function addAssigned(parent: Command, around: Surroundings): void {
  const summary = 'whose the seats are that belong to persons or machines, and which are in use'
  const command = addCommand<AssignOptions & { license?: string; after?: string }>(
    parent,
    around,
    'assigned',
    summary,
    async (call) => {
      const { license, after } = call.options
      const query = { ...companyIn(call.options), ...(license && { license }), ...(after && { after }) }
      const answer = await asOperator(around, call.options, (server) =>
        ask(server, cloudApi['assigned-seat.list'], { query }),
      )
      const head = ['LICENSE', 'PRODUCT', 'HOLDER', 'SINCE', 'STATE']
      const more = answer.next === null ? '' : `\n\nThere are more: --after '${answer.next}'`
      return { json: answer, text: table(head, answer.seats.map(row), 'No seat belongs to anybody.') + more }
    },
  )
  addCompanyOption(command)
    .option('--license <license>', 'of this license alone')
    .option('--after <place>', 'go on behind this one')
}

const row = (seat: AssignedSeat): string[] => [
  seat.license,
  seat.product,
  seat.holder,
  seat.since ?? 'named by the contract',
  stateOf(seat),
]

function stateOf({ freeAt, inUse }: AssignedSeat): string {
  if (freeAt !== null) return `taken away, free for others from ${freeAt}`
  return inUse === null ? 'idle' : `in use until ${inUse.until}`
}

function addAssign(parent: Command, around: Surroundings): void {
  const summary = 'give a person (by their address) or a machine a seat of its own'
  const command = addCommand<AssignOptions>(
    parent,
    around,
    'assign <license> <holder>',
    summary,
    async (call, ...at) => {
      const [license = '', holder = ''] = at
      const parts = { parameters: { license, holder }, query: companyIn(call.options) }
      const seat = await asOperator(around, call.options, (server) => ask(server, cloudApi['seat.assign'], parts))
      return { json: seat, text: `${seat.holder} has a seat of ${seat.product}.` }
    },
  )
  addCompanyOption(command)
}

function addUnassign(parent: Command, around: Surroundings): void {
  const summary = 'take its own seat from a person or a machine; says from when on another one can have it'
  const command = addCommand<AssignOptions>(
    parent,
    around,
    'unassign <license> <holder>',
    summary,
    async (call, ...at) => {
      const [license = '', holder = ''] = at
      const parts = { parameters: { license, holder }, query: companyIn(call.options) }
      const seat = await asOperator(around, call.options, (server) => ask(server, cloudApi['seat.unassign'], parts))
      return {
        json: seat,
        text: `Nothing is lent to ${seat.holder} any more. Another one can have the seat from ${seat.freeAt}.`,
      }
    },
  )
  addCompanyOption(command)
}
