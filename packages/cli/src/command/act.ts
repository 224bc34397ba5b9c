import type { Command } from 'commander'
import { type ExitName, exitCodes } from './exit-code.ts'
import type { Surroundings } from './surroundings.ts'

/** What a command has to say: one document for scripts, or text for a person. */
export interface Output {
  readonly json: unknown
  readonly text: string
  readonly exit?: ExitName
}

/** A command that is running: its options, and where progress goes. */
export interface Running<Options> {
  readonly options: Options
  readonly around: Surroundings
  /** A line for a person who watches; scripts that asked for JSON get none. */
  progress(line: string): void
}

/**
 * Adds a command: `--json` and printing are the same everywhere.
 *
 * @param syntax its name and arguments, as commander writes them: `show <dongle>`
 */
export function addCommand<Options extends object>(
  parent: Command,
  around: Surroundings,
  syntax: string,
  summary: string,
  perform: (running: Running<Options>, ...args: string[]) => Promise<Output>,
): Command {
  const command = parent.command(syntax).description(summary).option('--json', 'answer with one JSON document')
  return command.action(async () => {
    const options = command.opts<Options & { json?: boolean }>()
    const progress = (line: string) => {
      if (!options.json) around.terminal.writeErr(`${line}\n`)
    }
    const output = await perform({ options, around, progress }, ...command.args)
    around.terminal.writeOut(options.json ? `${JSON.stringify(output.json, null, 2)}\n` : `${output.text}\n`)
    ended.set(rootOf(command), exitCodes[output.exit ?? 'ok'].code)
  })
}

const ended = new WeakMap<Command, number>()

/** The exit code of the command that ran under this program. */
export const exitCodeOf = (program: Command): number => ended.get(program) ?? exitCodes.ok.code

function rootOf(command: Command): Command {
  return command.parent === null ? command : rootOf(command.parent)
}
