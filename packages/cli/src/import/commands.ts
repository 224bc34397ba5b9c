import { cloudApi } from '@undongle/core/api/cloud'
import { type ImportProgress, importProgressSchema } from '@undongle/core/api/import'
import { pathOf } from '@undongle/core/api/operation'
import { makeId } from '@undongle/core/id'
import { columnMapSchema } from '@undongle/core/import/column-map'
import { importTables } from '@undongle/core/import/table'
import { type Command, Option } from 'commander'
import { addCommand, type Output } from '../command/act.ts'
import { openFile, readJsonFile } from '../command/file.ts'
import type { Surroundings } from '../command/surroundings.ts'
import { facts, table } from '../command/table.ts'
import { ask, type Server, send } from '../server/ask.ts'
import { asOperator, type OperatorOptions } from '../server/cloud.ts'
import { addOperatorOptions } from '../server/operator-options.ts'

interface SendOptions extends OperatorOptions {
  readonly source?: string
  readonly import?: string
  readonly table?: string
}

/** A day: the file is sent as one request, of any length. */
const sendTimeoutMs = 24 * 60 * 60 * 1000

/** Imports of any size: send, compare, apply. */
export function addImportCommands(program: Command, around: Surroundings): void {
  const parent = program.command('import').description('contracts from the vendor’s ERP, in files of any size')
  addOperatorOptions(
    addCommand<SendOptions>(
      parent,
      around,
      'send <file>',
      'send a table (.csv) or newline-delimited JSON (.ndjson); nothing is taken over yet',
      ({ options }, file = '') => asOperator(around, options, (server) => sendFile(around, server, options, file)),
    )
      .option('--source <name>', 'whose columns they are, see `import source`')
      .addOption(new Option('--table <what>', 'what a row of a .csv is').choices(importTables).default('licenses'))
      .option('--import <id>', 'go on with an import that was broken off'),
  )
  addOperatorOptions(
    addCommand<OperatorOptions>(
      parent,
      around,
      'compare <import>',
      'what it would change; nothing is taken over',
      ({ options, progress }, id = '') => asOperator(around, options, (server) => compare(server, id, progress)),
    ),
  )
  addOperatorOptions(
    addCommand<OperatorOptions & { skipFaults?: boolean }>(
      parent,
      around,
      'apply <import>',
      'take it over, company by company; one that was broken off goes on',
      ({ options, progress }, id = '') =>
        asOperator(around, options, (server) => apply(server, id, options.skipFaults === true, progress)),
    ).option('--skip-faults', 'leave out the lines that could not be read'),
  )
  addOperatorOptions(
    addCommand<OperatorOptions>(
      parent,
      around,
      'source <name> <map>',
      'keep how the columns of a source are read',
      async ({ options }, source = '', file = '') => {
        const body = readJsonFile(file, columnMapSchema)
        const parameters = { source }
        const json = await asOperator(around, options, (server) =>
          ask(server, cloudApi['import-source.put'], { parameters, body }),
        )
        return { json, text: `The columns of ${source} are kept.` }
      },
    ),
  )
}

async function sendFile(around: Surroundings, server: Server, options: SendOptions, file: string): Promise<Output> {
  const id = options.import ?? makeId('import', around.now(), around.random)
  const isTable = file.toLowerCase().endsWith('.csv')
  const query = new URLSearchParams({
    ...(options.source === undefined ? {} : { source: options.source }),
    ...(isTable && options.table !== undefined ? { table: options.table } : {}),
  })
  const body = await openFile(file)
  const response = await send(server, `${pathOf(cloudApi['import.put'], { import: id })}?${query}`, {
    method: 'PUT',
    headers: { 'content-type': isTable ? 'text/csv' : 'application/x-ndjson' },
    body,
    signal: AbortSignal.timeout(sendTimeoutMs),
  })
  const json = importProgressSchema.parse(await response.json())
  return { json, text: textOf(json), ...(json.faults > 0 ? { exit: 'refused' as const } : {}) }
}

async function compare(server: Server, id: string, progress: (line: string) => void): Promise<Output> {
  const totals: Record<string, number> = {}
  let after: string | undefined
  do {
    const query: Record<string, string> = after === undefined ? {} : { after }
    const page = await ask(server, cloudApi['import.compare'], { parameters: { import: id }, query })
    for (const [name, count] of Object.entries(page.counts)) totals[name] = (totals[name] ?? 0) + count
    for (const { change, at, what, id: thing, company, fields, until, refusal } of page.changes) {
      const says = refusal ?? fields.map(({ field, from, to }) => `${field}: ${from} → ${to}`).join(', ')
      const words = [change, at, what, thing, company ?? '', says, until === null ? '' : `until ${until}`]
      progress(words.filter((word) => word !== '').join('  '))
    }
    after = page.next ?? undefined
  } while (after !== undefined)
  return { json: totals, text: countsText(totals) }
}

async function apply(
  server: Server,
  id: string,
  skipsFaults: boolean,
  progress: (line: string) => void,
): Promise<Output> {
  const setUpLinks: { email: string; link: string }[] = []
  for (;;) {
    const body = { faults: skipsFaults ? 'skip' : 'refuse' }
    const reply = await ask(server, cloudApi['import.apply'], { parameters: { import: id }, body })
    setUpLinks.push(...reply.setUpLinks)
    if (reply.state === 'applied') {
      const links = table(
        ['PERSON', 'LINK TO SET A PASSWORD (SHOWN ONCE)'],
        setUpLinks.map(({ email, link }) => [email, link]),
        '',
      )
      return { json: { ...reply, setUpLinks }, text: [countsText(reply.counts), links].join('\n\n').trimEnd() }
    }
    progress(countsText(reply.counts))
  }
}

function textOf(progress: ImportProgress): string {
  const faults = progress.firstFaults.map(({ line, place, reason }) => [String(line), place, reason])
  return [
    facts([
      ['Import', progress.import],
      ['Lines', String(progress.lines)],
      ['Faults', String(progress.faults)],
      ['Next', `undongle import compare ${progress.import}`],
    ]),
    table(['LINE', 'PLACE', 'REASON'], faults, ''),
  ]
    .join('\n\n')
    .trimEnd()
}

const countsText = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ')
