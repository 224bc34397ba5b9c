import { spawnSync } from 'node:child_process'
import { errorText } from '@undongle/core/node/folder'
import { windowsFolders } from '../config.ts'

/** The machine that a command changes. */
export interface System {
  readonly platform: NodeJS.Platform
  isRoot(): boolean
  /** Where Windows has programs, and what they keep. Elsewhere nothing is there. */
  readonly programFiles: string
  readonly programData: string
  /** Runs a program of the machine to its end; one that is not there ends with 127. */
  run(program: string, args: readonly string[]): { readonly exit: number; readonly out: string }
}

export const nodeSystem: System = {
  platform: process.platform,
  ...windowsFolders,
  isRoot: () => process.getuid?.() === 0,
  run(program, args) {
    const { status, stdout, stderr, error } = spawnSync(program, [...args], { encoding: 'utf8', windowsHide: true })
    if (error !== undefined) return { exit: 127, out: errorText(error) }
    return { exit: status ?? 1, out: `${stdout}${stderr}` }
  },
}
