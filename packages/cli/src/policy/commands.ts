import { type Answer, cloudApi } from '@undongle/core/api/cloud'
import type { Command } from 'commander'
import { z } from 'zod'
import { addCommand } from '../command/act.ts'
import { readJsonFile } from '../command/file.ts'
import type { Surroundings } from '../command/surroundings.ts'
import { table } from '../command/table.ts'
import { ask } from '../server/ask.ts'
import { asOperator, cloud, type OperatorOptions } from '../server/cloud.ts'
import { addOperatorOptions } from '../server/operator-options.ts'
import { addEmergencyCommands } from './emergency.ts'

interface CompareOptions extends OperatorOptions {
  readonly from?: string
}

/** A draft goes to the cloud as it is: only there every fault of it is named. */
const readDraft = (file: string) => readJsonFile(file, z.unknown())

/** How a vendor writes, tries and publishes the policy of a line. */
export function addPolicyCommands(program: Command, around: Surroundings): void {
  const policy = program
    .command('policy')
    .description('how the customers of a product line move: written, tried, published')
  addValidate(policy, around)
  addExplain(policy, around)
  addCompare(policy, around)
  addPublish(policy, around)
  addList(policy, around)
  addShow(policy, around)
  addEmergencyCommands(program, around)
}

function addValidate(parent: Command, around: Surroundings): void {
  const summary = 'every fault of a draft, with its place'
  const command = addCommand<OperatorOptions>(
    parent,
    around,
    'validate <file>',
    summary,
    async ({ options }, file = '') => {
      const body = { policy: readDraft(file) }
      const answer = await asOperator(around, options, (server) => ask(server, cloudApi['policy.validate'], { body }))
      const rows = answer.faults.map(({ pointer, detail }) => [pointer === '' ? 'all of it' : pointer, detail])
      return {
        json: answer,
        text: table(['PLACE', 'FAULT'], rows, 'No fault was found.'),
        exit: answer.valid ? 'ok' : 'refused',
      }
    },
  )
  addOperatorOptions(command)
}

function addExplain(parent: Command, around: Surroundings): void {
  const summary = 'what customers will meet under a draft, in plain sentences'
  const command = addCommand<OperatorOptions>(
    parent,
    around,
    'explain <file>',
    summary,
    async ({ options }, file = '') => {
      const body = { policy: readDraft(file) }
      const answer = await asOperator(around, options, (server) => ask(server, cloudApi['policy.explain'], { body }))
      return { json: answer, text: answer.sentences.map(({ say }) => say).join('\n') }
    },
  )
  addOperatorOptions(command)
}

function addCompare(parent: Command, around: Surroundings): void {
  const summary = 'how many dongles a draft answers otherwise than the line’s policy does'
  const command = addCommand<CompareOptions>(
    parent,
    around,
    'compare <line> <file>',
    summary,
    async ({ options }, line = '', file = '') => {
      const from = options.from === undefined ? {} : { from: Number(options.from) }
      const parts = { parameters: { line }, body: { policy: readDraft(file), ...from } }
      const answer = await asOperator(around, options, (server) => ask(server, cloudApi['policy.compare'], parts))
      return { json: answer, text: comparedText(answer) }
    },
  ).option('--from <version>', 'compare with this version instead of the newest')
  addOperatorOptions(command)
}

function comparedText({ dongles, changed, stops }: Answer<'policy.compare'>): string {
  const rows = changed.map(({ from, to, dongles: count }) => [String(count), from, to])
  return [
    table(['DONGLES', 'FROM', 'TO'], rows, `None of ${dongles} dongles is answered otherwise.`),
    `Companies whose production stops: ${stops.before} before, ${stops.after} after.`,
  ].join('\n')
}

function addPublish(parent: Command, around: Surroundings): void {
  const summary = 'publish a policy; what was started before keeps the version it has'
  const command = addCommand<OperatorOptions>(
    parent,
    around,
    'publish <line> <file>',
    summary,
    async ({ options }, line = '', file = '') => {
      const parts = { parameters: { line }, body: { policy: readDraft(file) } }
      const answer = await asOperator(around, options, (server) => ask(server, cloudApi['policy.publish'], parts))
      const done = answer.published ? 'is published' : 'was the policy of this line already'
      return { json: answer, text: `Version ${answer.version} ${done}.` }
    },
  )
  addOperatorOptions(command)
}

function addList(parent: Command, around: Surroundings): void {
  const summary = 'every version of a line’s policy, newest first'
  const command = addCommand<OperatorOptions>(
    parent,
    around,
    'list <line>',
    summary,
    async ({ options }, line = '') => {
      const parts = { parameters: { line } }
      const answer = await asOperator(around, options, (server) => ask(server, cloudApi['policy.list'], parts))
      const rows = answer.versions.map(({ version, name, publishedAt, publishedBy }) => [
        String(version),
        name,
        publishedAt,
        publishedBy,
      ])
      return { json: answer, text: table(['VERSION', 'NAME', 'PUBLISHED', 'BY'], rows, 'No policy was published.') }
    },
  )
  addOperatorOptions(command)
}

function addShow(parent: Command, around: Surroundings): void {
  addCommand<OperatorOptions>(
    parent,
    around,
    'show <line> <version>',
    'one version of a policy, as JSON',
    async ({ options }, line = '', version = '') => {
      const answer = await ask(cloud(around, options), cloudApi['policy.read'], { parameters: { line, version } })
      return { json: answer.policy, text: JSON.stringify(answer.policy, null, 2) }
    },
  ).option('--cloud <address>', 'address of the license cloud')
}
