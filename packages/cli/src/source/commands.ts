import { localApi } from '@undongle/core/api/local'
import type { GraceSource } from '@undongle/core/api/local/source'
import type { Command } from 'commander'
import { addCommand } from '../command/act.ts'
import { errorOfCode, usageError } from '../command/command-error.ts'
import type { Surroundings } from '../command/surroundings.ts'
import { table } from '../command/table.ts'
import { ask } from '../server/ask.ts'
import { licenseServer } from '../server/license-server.ts'

interface UseOptions {
  readonly line: string
  readonly dongle?: string
}

/** The way back of a grace [Q70]: works without a network, since it is for the day on which there is none. */
export function addSourceCommands(program: Command, around: Surroundings): void {
  const source = program
    .command('source')
    .description('while both may be used: take seats from the dongle or from the cloud')
  addCommand(source, around, 'list', 'lines that may be used from their dongle as well', async () => {
    const answer = await ask(licenseServer(around), localApi['source.list'])
    const head = ['LINE', 'SERIAL', 'LABEL', 'SEATS FROM', 'UNTIL']
    return { json: answer, text: table(head, answer.sources.map(rowOf), 'No line has a way back now.') }
  })
  addCommand<UseOptions>(source, around, 'use <source>', 'take the seats of a line from its dongle, or the cloud', use)
    .requiredOption('--line <line>', 'the product line')
    .option('--dongle <serial>', 'serial of the dongle; not needed where only one has the line')

  async function use({ options: { line, dongle } }: { options: UseOptions }, wanted = '') {
    if (wanted !== 'dongle' && wanted !== 'cloud') throw usageError(`${wanted} is no source.`, 'Use dongle or cloud.')
    const server = licenseServer(around)
    const { sources } = await ask(server, localApi['source.list'])
    const [found, other] = sources.filter((entry) => entry.line === line && (dongle ?? entry.serial) === entry.serial)
    if (found === undefined) throw errorOfCode('no-way-back')
    if (other !== undefined) throw usageError('Several dongles have this line.', 'Name one with --dongle.')
    const parameters = { dongle: found.dongle, line }
    const json = await ask(server, localApi['source.put'], { parameters, body: { source: wanted } })
    return { json, text: `Seats of ${line} now come from the ${wanted}.` }
  }
}

const rowOf = ({ line, serial, label, source, until }: GraceSource): string[] => [line, serial, label, source, until]
