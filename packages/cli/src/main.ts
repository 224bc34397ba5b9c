import { random } from '@undongle/core/node/crypto'
import { StartError } from '@undongle/core/node/start-error'
import { exitCodes } from './command/exit-code.ts'
import { nodeTerminal } from './command/node-terminal.ts'
import { type Config, readConfig } from './config.ts'
import { runCommandLine } from './run.ts'

const config = configOrStop()
process.exitCode = await runCommandLine(process.argv.slice(2), {
  config,
  fetch,
  terminal: nodeTerminal,
  now: () => new Date(),
  random,
  wait: (delayMs) => new Promise((resolve) => setTimeout(resolve, delayMs)),
})

function configOrStop(): Config {
  try {
    return readConfig()
  } catch (error) {
    console.error(error instanceof StartError ? error.message : error)
    process.exit(exitCodes.usage.code)
  }
}
