import { cloudApi } from '@undongle/core/api/cloud'
import { type CompanyId, idSchema } from '@undongle/core/id'
import { serialSchema } from '@undongle/core/license'
import type { Command } from 'commander'
import { addCommand } from '../command/act.ts'
import { CommandError } from '../command/command-error.ts'
import { readText } from '../command/file.ts'
import type { Surroundings } from '../command/surroundings.ts'
import { ask } from '../server/ask.ts'
import { asOperator, type OperatorOptions } from '../server/cloud.ts'
import { addOperatorOptions } from '../server/operator-options.ts'

/** As many as one request takes. */
const membersAtOnce = 10_000

/** Of a long file the first faults are enough to see what kind of file it is. */
const faultsShown = 20

export function addWaveMembers(parent: Command, around: Surroundings): void {
  const command = addCommand<OperatorOptions & { note?: string }>(
    parent,
    around,
    'members <wave> <file>',
    'put the dongles and companies of a file on the list of a wave: a serial or a company’s id on each line',
    async ({ options, progress }, wave = '', file = '') => {
      const { note = '' } = options
      const members = readMembers(file)
      const added = await asOperator(around, options, async (server) => {
        let sum = 0
        for (let from = 0; from < members.length; from += membersAtOnce) {
          const body = { ...sorted(members.slice(from, from + membersAtOnce)), note }
          const answer = await ask(server, cloudApi['wave.list-members'], { parameters: { wave }, body })
          sum += answer.added
          progress(`${Math.min(from + membersAtOnce, members.length)} of ${members.length} sent`)
        }
        return sum
      })
      return { json: { members: members.length, added }, text: `${added} of ${members.length} were not on it before.` }
    },
  ).option('--note <text>', 'why')
  addOperatorOptions(command)
}

/** Nothing is sent of a file of which one line can't be right. */
function readMembers(file: string): string[] {
  const lines = readText(file)
    .split(/\r?\n/)
    .map((text, at) => ({ text: text.trim(), line: at + 1 }))
    .filter(({ text }) => text !== '')
  const faults = lines.filter(({ text }) => !isCompany(text) && !isSerial(text))
  if (lines.length > 0 && faults.length === 0) return [...new Set(lines.map(({ text }) => text))]
  throw new CommandError(
    'usage',
    'file-malformed',
    `${file} is not a list of serials and companies.`,
    'Write one serial, or one id of a company, on each line.',
    faults.slice(0, faultsShown).map(({ line }) => `line ${line}: is neither`),
  )
}

const companySchema = idSchema('company')
const isCompany = (text: string): text is CompanyId => companySchema.safeParse(text).success

/** A mistyped id of a company could be a serial, and would be put on the list as one. */
const isSerial = (text: string): boolean => !text.startsWith('com_') && serialSchema.safeParse(text).success

const sorted = (members: readonly string[]) => ({
  serials: members.filter((member) => !isCompany(member)),
  companies: members.filter(isCompany),
})
