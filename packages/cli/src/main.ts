import { random } from '@undongle/core/node/crypto'
import { StartError } from '@undongle/core/node/start-error'
import { startErrors } from '@undongle/core/start-errors'
import { exitCodes } from './command/exit-code.ts'
import { nodeTerminal } from './command/node-terminal.ts'
import { nodeSystem } from './command/system.ts'
import { type Config, readConfig } from './config.ts'
import { runCommandLine } from './run.ts'

const config = configOrStop()
process.exitCode = await runCommandLine(process.argv.slice(2), {
  config,
  fetch,
  terminal: nodeTerminal,
  system: nodeSystem,
  now: () => new Date(),
  random,
  wait: (delayMs) => new Promise((resolve) => setTimeout(resolve, delayMs)),
})

/** A wrong setting is told as every other problem is. */
function configOrStop(): Config {
  try {
    return readConfig()
  } catch (error) {
    if (!(error instanceof StartError)) throw error
    const say = error.message
    const json = process.argv.includes('--json')
    console.error(json ? JSON.stringify({ code: error.code, say, next: startErrors[error.code].next }) : say)
    process.exit(exitCodes.usage.code)
  }
}
