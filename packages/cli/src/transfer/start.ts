import { localApi } from '@undongle/core/api/local'
import type { LocalTransfer } from '@undongle/core/api/local/transfer'
import { makeId } from '@undongle/core/id'
import type { Command } from 'commander'
import { addCommand, type Running } from '../command/act.ts'
import { CommandError, usageError } from '../command/command-error.ts'
import type { Surroundings } from '../command/surroundings.ts'
import { ask } from '../server/ask.ts'
import { licenseServer } from '../server/license-server.ts'
import { followTransfer } from './follow.ts'
import { readPins } from './pins.ts'
import { addPlanOptions, type PreviewOptions } from './preview.ts'
import { type PlannedDongle, planRun } from './run-plan.ts'
import { addWhenOptions, startOf, type WhenOptions } from './start-options.ts'
import { runOutput } from './words.ts'

interface StartOptions extends PreviewOptions, WhenOptions {
  readonly pinFile?: string
  readonly confirmLastTry?: boolean
  readonly yes?: boolean
  readonly wait: boolean
}

/** The whole wizard over ssh: check, review, confirm, PIN, live progress, result. */
export function addTransferStart(parent: Command, around: Surroundings): void {
  const command = addCommand<StartOptions>(
    parent,
    around,
    'start',
    'move the licenses of a dongle into the company’s account; where the vendor’s policy says so, all dongles here in one run',
    async (running) => {
      const { options, progress } = running
      const server = licenseServer(around)
      const when = startOf(options, around.now())
      const planned = await planRun(server, options, progress)
      await confirmMove(running, planned)
      const seen = planned.map((dongle) => dongle.seen)
      const pins = await readPins(around, seen, options)
      const { confirmLastTry = false } = options
      const run = planned.map((dongle) => ({ ...dongle, transfer: makeId('transfer', around.now(), around.random) }))
      const start = async ({ wish, planHash, transfer }: (typeof run)[number]): Promise<LocalTransfer> => {
        const pin = pins.get(wish.dongle) ?? null
        const beside = run.flatMap((other) => (other.transfer === transfer ? [] : [other.transfer]))
        const body = { ...wish, planHash, pin, confirmLastTry, start: when, beside }
        const started = await ask(server, localApi['transfer.put'], { parameters: { transfer }, body })
        progress(
          `Transfer ${started.id}. Keep the dongle plugged in; if this stops, \`undongle transfer status ${started.id}\` goes on looking.`,
        )
        return started
      }
      const started: LocalTransfer[] = []
      for (const one of run) started.push(await start(one))
      if (!options.wait) return runOutput(started)
      const ended: LocalTransfer[] = []
      for (const one of started) ended.push(await followTransfer(server, running, one))
      return runOutput(ended)
    },
  )
  addWhenOptions(addPlanOptions(command))
    .option(
      '--pin-file <file>',
      'file with the PIN of the dongle; - reads what is piped in; without it, it is asked for. For several dongles a line each: serial, space, PIN',
    )
    .option('--confirm-last-try', 'use the last try of the PIN')
    .option('--yes', 'do not ask for the final confirmation')
    .option('--no-wait', 'start it and do not follow it')
}

async function confirmMove(
  { options, around }: Running<StartOptions>,
  planned: readonly [PlannedDongle, ...PlannedDongle[]],
): Promise<void> {
  if (options.yes) return
  if (!around.terminal.isInteractive)
    throw usageError('Nobody can be asked for the final confirmation.', 'Confirm the plan with --yes.')
  const names = planned.map(({ seen }) => `${seen.label} (serial ${seen.serial})`)
  const [{ wish }] = planned
  const question = `Move the licenses of ${names.join(', ')} into the account, with ${wish.targetUser} as contact?`
  if (await around.terminal.askYesNo(question)) return
  throw new CommandError(
    'waiting',
    'cancelled',
    'Stopped before anything was changed.',
    'Run the command again when you like.',
  )
}
