import type { TransferStart } from '@undongle/core/transfer/start'
import { atOnce } from '@undongle/core/transfer/start'
import type { Command } from 'commander'
import { usageError } from '../command/command-error.ts'
import { readComing } from '../command/moment.ts'

export interface WhenOptions {
  readonly whenFree?: boolean
  readonly at?: string
}

/** When the transfer begins, while applications have seats from the dongle [Q87]. */
export function addWhenOptions(command: Command): Command {
  return command
    .option(
      '--when-free',
      'begin when the last seat of what moves is given back; without it, running applications are carried over',
    )
    .option('--at <time>', 'begin then, as 2026-03-01T18:00:00Z; whoever has a seat then is carried over')
}

/** @throws CommandError `usage` for a time that is none or over, or both */
export function startOf({ whenFree, at }: WhenOptions, now: Date): TransferStart {
  if (at === undefined) return whenFree ? { when: 'when-free' } : atOnce
  if (whenFree) throw usageError('--when-free and --at are two different moments.', 'Give one of them.')
  return { when: 'at', at: readComing(at, now).toISOString() }
}
