import { cloudApi } from '@undongle/core/api/cloud'
import type { Command } from 'commander'
import { addCommand } from '../command/act.ts'
import type { Surroundings } from '../command/surroundings.ts'
import { ask } from '../server/ask.ts'
import { asOperator, type OperatorOptions } from '../server/cloud.ts'
import { addOperatorOptions } from '../server/operator-options.ts'

export function addWavePause(parent: Command, around: Surroundings): void {
  addNoted(parent, around, {
    syntax: 'pause <wave> <note>',
    summary: 'let nobody begin a transfer by a wave; those under way go on',
    operation: cloudApi['wave.pause'],
    done: 'It is paused.',
  })
}

export function addWaveResume(parent: Command, around: Surroundings): void {
  addNoted(parent, around, {
    syntax: 'resume <wave> <note>',
    summary: 'let a paused wave go on; failures until now are forgotten',
    operation: cloudApi['wave.resume'],
    done: 'It goes on.',
  })
}

interface Noted {
  readonly syntax: string
  readonly summary: string
  readonly operation: (typeof cloudApi)['wave.pause' | 'wave.resume']
  readonly done: string
}

function addNoted(parent: Command, around: Surroundings, { syntax, summary, operation, done }: Noted): void {
  const command = addCommand<OperatorOptions>(
    parent,
    around,
    syntax,
    summary,
    async ({ options }, wave = '', note = '') => {
      const answer = await asOperator(around, options, (server) =>
        ask(server, operation, { parameters: { wave }, body: { note } }),
      )
      return { json: answer, text: done }
    },
  )
  addOperatorOptions(command)
}
