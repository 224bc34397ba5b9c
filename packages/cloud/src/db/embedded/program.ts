import { spawn } from 'node:child_process'
import { errorCode } from '@undongle/core/node/folder'
import { StartError } from '@undongle/core/node/start-error'
import { commandAs, type ServerAccount } from './account.ts'

/** Runs one of PostgreSQL's programs to its end. @returns everything it printed */
export function runProgram(account: ServerAccount, program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const command = commandAs(account, program, args)
    const child = spawn(command.file, command.args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      cwd: '/',
      ...command.identity,
    })
    let printed = ''
    child.stdout.on('data', (chunk) => {
      printed += chunk
    })
    child.stderr.on('data', (chunk) => {
      printed += chunk
    })
    child.on('error', (error) => reject(programError(error, program)))
    child.on('close', (code) => (code === 0 ? resolve(printed) : reject(failure(`${program} failed.`, printed))))
  })
}

/** A program that is there and yet "not found" lacks its loader: Alpine, or another system without glibc. */
export function programError(error: Error, program: string): Error {
  if (errorCode(error) !== 'ENOENT') return error
  return new StartError('platform-unknown', `${program} does not run on this system.`, { cause: error })
}

/** Names a failure by PostgreSQL's own last words. */
export function failure(what: string, printed: string): StartError {
  const words = printed.trim().split('\n').slice(-lastLines).join('\n')
  if (/no space left on device|disk quota exceeded/i.test(printed)) return new StartError('disk-full', words)
  return new StartError('database-failed', `${what}\n${words}`)
}

const lastLines = 12
