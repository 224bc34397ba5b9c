import { localApi } from '@undongle/core/api/local'
import type { Command } from 'commander'
import { addCommand } from '../command/act.ts'
import { readText, writeNewFile } from '../command/file.ts'
import type { Surroundings } from '../command/surroundings.ts'
import { ask } from '../server/ask.ts'
import { licenseServer } from '../server/license-server.ts'
import { addAnswer } from './answer.ts'
import { stateText } from './words.ts'

/** Working without a network [Q97]: write and read on the machine that has none, answer on any other. */
export function addCourierCommands(program: Command, around: Surroundings): void {
  const courier = program.command('courier').description('work without a network: carry requests and answers in files')
  for (const [word, enabled] of [
    ['on', true],
    ['off', false],
  ] as const) {
    const summary = enabled
      ? 'on this machine, put down for the courier what the license cloud cannot be asked'
      : 'carry nothing any more: the network takes over what waits'
    addCommand(courier, around, word, summary, async () => {
      const json = await ask(licenseServer(around), localApi['courier.put'], { body: { enabled } })
      return { json, text: stateText(json) }
    })
  }
  addCommand(courier, around, 'status', 'what waits to be carried, and which file is under way', async () => {
    const json = await ask(licenseServer(around), localApi['courier.read'])
    return { json, text: stateText(json) }
  })
  addWrite(courier, around)
  addAnswer(courier, around)
  addRead(courier, around)
}

function addWrite(parent: Command, around: Surroundings): void {
  addCommand<{ out?: string }>(
    parent,
    around,
    'write',
    'write the request file with everything that waits on this machine',
    async ({ options }) => {
      const written = await ask(licenseServer(around), localApi['courier.write'], { body: {} })
      const file = options.out ?? written.fileName
      writeNewFile(file, `${written.letter}\n`)
      const text = [
        `${file} is the request; it holds no secret and is good until ${written.expiresAt}.`,
        `On a machine with a network: undongle courier answer ${file}`,
        'or answer it in the console, under Courier. Then bring the answer back here: undongle courier read FILE',
      ].join('\n')
      return { json: { ...written, file }, text, exit: 'waiting' }
    },
  ).option('--out <file>', 'write it there; a file that exists is not replaced')
}

function addRead(parent: Command, around: Surroundings): void {
  addCommand(
    parent,
    around,
    'read <file>',
    'read an answer on the machine that wrote the request; - reads what is piped in',
    async (_, file = '') => {
      const letter = file === '-' ? await around.terminal.readInput() : readText(file)
      const json = await ask(licenseServer(around), localApi['courier.take'], { body: { letter } })
      return { json, text: `The answer was read. ${stateText(json)}` }
    },
  )
}
