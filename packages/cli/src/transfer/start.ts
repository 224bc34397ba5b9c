import { localApi } from '@undongle/core/api/local'
import type { SeenDongle } from '@undongle/core/api/local/dongle'
import { makeId } from '@undongle/core/id'
import type { Command } from 'commander'
import { addCommand, type Running } from '../command/act.ts'
import { CommandError, errorOfCode, usageError } from '../command/command-error.ts'
import { readSecret } from '../command/secret.ts'
import type { Surroundings } from '../command/surroundings.ts'
import { findDongle } from '../dongle/find.ts'
import { ask, type Server } from '../server/ask.ts'
import { licenseServer } from '../server/license-server.ts'
import { followTransfer } from './follow.ts'
import { addPlanOptions, type PreviewOptions } from './preview.ts'
import { type Eligibility, eligibilityText, transferOutput } from './words.ts'

interface StartOptions extends PreviewOptions {
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
    'move the licenses of a dongle into the company’s account',
    async (running) => {
      const { options, progress } = running
      const server = licenseServer(around)
      const seen = await findDongle(server, options.dongle)
      const targetUser = options.targetUser ?? (await signedInUser(server))
      const plan = { dongle: seen.dongle, line: options.line, targetUser }
      const eligibility = await ask(server, localApi['eligibility.check'], { body: plan })
      progress(eligibilityText(eligibility))
      const planHash = confirmable(eligibility)
      await confirmMove(running, seen, targetUser)
      const pin = await pinFor(seen, running)
      const body = { ...plan, planHash, pin, confirmLastTry: options.confirmLastTry ?? false }
      const parameters = { transfer: makeId('transfer', around.now(), around.random) }
      const started = await ask(server, localApi['transfer.put'], { parameters, body })
      progress(
        `Transfer ${started.id}. Keep the dongle plugged in; if this stops, \`undongle transfer status ${started.id}\` goes on looking.`,
      )
      return transferOutput(options.wait ? await followTransfer(server, running, started) : started)
    },
  )
  addPlanOptions(command)
    .option(
      '--pin-file <file>',
      'file with the PIN of the dongle; - reads what is piped in; without it, it is asked for',
    )
    .option('--confirm-last-try', 'use the last try of the PIN')
    .option('--yes', 'do not ask for the final confirmation')
    .option('--no-wait', 'start it and do not follow it')
}

async function signedInUser(server: Server): Promise<string> {
  const { signIn } = await ask(server, localApi['status.read'])
  if (signIn.state !== 'signed-in') throw errorOfCode('not-signed-in')
  return signIn.user.email
}

/** @throws CommandError what holds the transfer back, in the words of the first red rule */
function confirmable({ eligible, preview, problem, rules }: Eligibility): string {
  if (eligible && preview !== null) return preview.planHash
  const red = rules
    .filter(({ answer }) => answer !== 'pass')
    .map(({ rule, reason, fix }) => `${rule}: ${reason} ${fix}`.trim())
  const say = problem?.title ?? 'This dongle cannot move yet.'
  throw new CommandError(
    'refused',
    problem?.code ?? 'ineligible',
    say,
    problem?.next ?? 'Each line says what to do.',
    red,
  )
}

async function confirmMove(
  { options, around }: Running<StartOptions>,
  { label, serial }: SeenDongle,
  targetUser: string,
): Promise<void> {
  if (options.yes) return
  if (!around.terminal.isInteractive)
    throw usageError('Nobody can be asked for the final confirmation.', 'Confirm the plan with --yes.')
  const question = `Move the licenses of ${label} (serial ${serial}) into the account, with ${targetUser} as contact?`
  if (await around.terminal.askYesNo(question)) return
  throw new CommandError(
    'waiting',
    'cancelled',
    'Stopped before anything was changed.',
    'Run the command again when you like.',
  )
}

async function pinFor({ pin, label }: SeenDongle, { options, around }: Running<StartOptions>): Promise<string | null> {
  if (pin === 'none' || pin === 'entered') return null
  if (pin === 'locked') throw errorOfCode('pin-locked')
  if (pin === 'last-try' && !options.confirmLastTry) throw errorOfCode('pin-last-try', '--confirm-last-try uses it')
  return readSecret(around, options.pinFile, `PIN of ${label}`, '--pin-file')
}
