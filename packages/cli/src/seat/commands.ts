import { cloudApi } from '@undongle/core/api/cloud'
import type { Seat } from '@undongle/core/api/seat'
import type { Command } from 'commander'
import { addCommand } from '../command/act.ts'
import { readMoment } from '../command/moment.ts'
import type { Surroundings } from '../command/surroundings.ts'
import { table } from '../command/table.ts'
import { ask } from '../server/ask.ts'
import { asOperator, type OperatorOptions } from '../server/cloud.ts'
import { addCompanyOption, type CompanyOption, companyIn } from '../server/operator-options.ts'
import { addAssignCommands } from './assign.ts'

type SeatOptions = OperatorOptions & CompanyOption

interface ListOptions extends SeatOptions {
  readonly product?: string
  readonly after?: string
}
interface FreeOptions extends SeatOptions {
  readonly words: string
  readonly at?: string
}

/** The seats of a company in the cloud [Q99]: who holds them, who waits, who asked in vain, and giving one to others. */
export function addSeatCommands(program: Command, around: Surroundings): void {
  const seat = program
    .command('seat')
    .description('who holds which seat in the cloud, who waits, and who asked in vain')
  addList(seat, around)
  addFree(seat, around)
  addAssignCommands(seat, around)
  addRefusals(seat, around)
}

function addList(parent: Command, around: Surroundings): void {
  const summary = 'who holds a seat, since when, and who waits for one'
  const command = addCommand<ListOptions>(parent, around, 'list', summary, async ({ options }) => {
    const { product, after } = options
    const query = { ...companyIn(options), ...(product && { product }), ...(after && { after }) }
    const answer = await asOperator(around, options, (server) => ask(server, cloudApi['seat.list'], { query }))
    const { seats, waiting, next } = answer
    const parts = [
      table(['SEAT', 'PRODUCT', 'MACHINE', 'USER', 'SINCE', 'ENDS'], seats.map(seatRow), 'Nobody holds a seat.'),
    ]
    const waits = waiting.map(({ position, product, machine, since }) => [
      `${position}`,
      product,
      machine.name ?? machine.id,
      since,
    ])
    if (waits.length > 0) parts.push(table(['PLACE', 'PRODUCT', 'WAITS', 'SINCE'], waits, ''))
    if (next !== null) parts.push(`There are more: --after ${next}`)
    return { json: answer, text: parts.join('\n\n') }
  })
  addCompanyOption(command)
    .option('--product <product>', 'of this product alone')
    .option('--after <seat>', 'go on behind this seat')
}

const seatRow = ({ lease, product, machine, user, since, until, freed }: Seat): string[] => [
  lease,
  product,
  machine.name ?? machine.id,
  user?.name ?? user?.id ?? '',
  since,
  freed === null ? until : `freed from ${freed.at}: ${freed.words}`,
]

function addFree(parent: Command, around: Surroundings): void {
  const summary = 'give a seat to others, now or from a stated time on; its holder is told why'
  const command = addCommand<FreeOptions>(parent, around, 'free <seat>', summary, async ({ options }, lease = '') => {
    const at = options.at === undefined ? around.now() : readMoment(options.at)
    const parts = {
      parameters: { lease },
      query: companyIn(options),
      body: { at: at.toISOString(), words: options.words },
    }
    const freed = await asOperator(around, options, (server) => ask(server, cloudApi['seat.free'], parts))
    const text = `Free from ${freed.freeAt}. Its holder is told at the next renewal; without contact it may work until ${freed.mayWorkUntil}.`
    return { json: freed, text }
  })
  addCompanyOption(command)
    .requiredOption('--words <text>', 'why; the holder reads it')
    .option('--at <time>', 'from then on, as 2026-03-01T18:00:00Z; without it, now')
}

function addRefusals(parent: Command, around: Surroundings): void {
  const summary = 'who asked for a seat in vain, and why, newest first'
  const command = addCommand<SeatOptions & { after?: string }>(
    parent,
    around,
    'refusals',
    summary,
    async ({ options }) => {
      const query = { ...companyIn(options), ...(options.after && { after: options.after }) }
      const answer = await asOperator(around, options, (server) =>
        ask(server, cloudApi['seat-refusal.list'], { query }),
      )
      const rows = answer.refusals.map(({ product, machine, code, firstAt, lastAt, times }) => [
        product,
        machine.name ?? machine.id,
        code,
        `${times}`,
        firstAt,
        lastAt,
      ])
      const head = ['PRODUCT', 'MACHINE', 'WHY', 'TIMES', 'FIRST', 'LAST']
      const more = answer.next === null ? '' : `\n\nThere are more: --after ${answer.next}`
      return { json: answer, text: `${table(head, rows, 'Nobody was refused a seat.')}${more}` }
    },
  )
  addCompanyOption(command).option('--after <seat>', 'go on behind this one')
}
