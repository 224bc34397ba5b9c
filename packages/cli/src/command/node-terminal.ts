import { confirm, isCancel, password } from '@clack/prompts'
import { CommandError } from './command-error.ts'
import type { Terminal } from './surroundings.ts'

/** Questions go to stderr, so that stdout holds the answer alone. */
export const nodeTerminal: Terminal = {
  isInteractive: Boolean(process.stdin.isTTY && process.stderr.isTTY),
  writeOut: (text) => void process.stdout.write(text),
  writeErr: (text) => void process.stderr.write(text),
  askSecret: async (question) => answered(await password({ message: question, mask: '', output: process.stderr })),
  askYesNo: async (question) =>
    answered(await confirm({ message: question, initialValue: false, output: process.stderr })),
  async readInput() {
    const chunks: Uint8Array[] = []
    for await (const chunk of process.stdin) chunks.push(chunk)
    return Buffer.concat(chunks).toString('utf8')
  },
}

function answered<Answer>(answer: Answer): Exclude<Answer, symbol> {
  if (!isCancel(answer)) return answer as Exclude<Answer, symbol>
  throw new CommandError('waiting', 'cancelled', 'Stopped before anything was changed.', 'Run it again when you like.')
}
