import { cloudApi } from '@undongle/core/api/cloud'
import { joinLetter } from '@undongle/core/courier/parts'
import { type CourierRequest, peekCourierRequest } from '@undongle/core/courier/request'
import type { Command } from 'commander'
import { addCommand } from '../command/act.ts'
import { readText, writeNewFile } from '../command/file.ts'
import type { Surroundings } from '../command/surroundings.ts'
import { ask } from '../server/ask.ts'
import { asOperator, cloud, type OperatorOptions } from '../server/cloud.ts'
import { addCompanyOption, type CompanyOption, companyIn } from '../server/operator-options.ts'

interface AnswerOptions extends OperatorOptions, CompanyOption {
  readonly out?: string
}

/** The one step that needs a network, and needs nothing else: the file says who asks. Only a sign-in needs a person, too. */
export function addAnswer(parent: Command, around: Surroundings): void {
  const command = addCommand<AnswerOptions>(
    parent,
    around,
    'answer <file>',
    'have a request file answered by the license cloud, on any machine with a network; - reads what is piped in',
    async ({ options }, file = '') => {
      const text = file === '-' ? await around.terminal.readInput() : readText(file)
      const asked = peek(text)
      const parts = { body: { request: text } }
      const answered =
        asked?.account === null && options.email !== undefined
          ? await asOperator(around, options, (server) =>
              ask(server, cloudApi['courier.sign-in'], { ...parts, query: companyIn(options) }),
            )
          : await ask(cloud(around, options), cloudApi['courier.answer'], parts)
      const { machine, number, replies, refused } = answered
      const out = options.out ?? `undongle-answer-${number}.txt`
      writeNewFile(out, `${answered.answer}\n`)
      const told = [
        `${out} is the answer for ${machine}: ${replies} replies, ${refused} of them a no.`,
        'Nobody but that machine can read it. There: undongle courier read FILE',
      ]
      return { json: { ...answered, file: out }, text: told.join('\n') }
    },
  )
  addCompanyOption(command).option('--out <file>', 'write it there; a file that exists is not replaced')
}

function peek(text: string): CourierRequest | undefined {
  const joined = joinLetter(text)
  return joined.joined === 'whole' ? peekCourierRequest(joined.letter) : undefined
}
