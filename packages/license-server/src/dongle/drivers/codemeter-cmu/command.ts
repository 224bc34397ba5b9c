import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { DongleError } from '../../error.ts'

export interface Command {
  readonly path: string
  readonly timeoutMs: number
}

const outputSizeBytes = 512 * 1024

const usualPaths: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: ['/usr/bin/cmu'],
  win32: ['C:\\Program Files\\CodeMeter\\Runtime\\bin\\cmu32.exe'],
}

/** The tool that the runtime brings: what the setting names, or else the usual place. */
export function codeMeterCommand(named: string, platform: NodeJS.Platform): string | undefined {
  return named !== '' ? named : usualPaths[platform]?.find((path) => existsSync(path))
}

/** Runs the tool without a shell. It is killed at its time limit, or when it prints more than such a tool can have to say. */
export function runCommand({ path, timeoutMs }: Command, argument: '-l' | '-x'): Promise<string> {
  const limits = { timeout: timeoutMs, killSignal: 'SIGKILL', maxBuffer: outputSizeBytes, windowsHide: true } as const
  return new Promise((resolve, reject) => {
    const child = execFile(path, [argument], { ...limits, encoding: 'utf8' }, (error, stdout) => {
      if (error === null) resolve(stdout)
      else reject(failureOf(error))
    })
    child.stdin?.end()
  })
}

function failureOf(error: Error & { code?: unknown; killed?: boolean }): DongleError {
  if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER')
    return new DongleError('incomplete', 'the tool printed too much')
  if (error.killed === true) return new DongleError('timed-out', 'the tool did not end')
  if (error.code === 'ENOENT') return new DongleError('driver-unavailable', 'the runtime’s tool is not installed')
  return new DongleError('driver-unavailable', `the tool failed (${String(error.code)})`)
}
