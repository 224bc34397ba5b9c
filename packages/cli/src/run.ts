import { Command, CommanderError } from 'commander'
import { addActivationCommands } from './activation/commands.ts'
import { addAlignmentCommands } from './alignment/commands.ts'
import { addCaseCommands } from './case/commands.ts'
import { addCertificateCommands } from './certificate/commands.ts'
import { exitCodeOf } from './command/act.ts'
import { CommandError, usageError } from './command/command-error.ts'
import { exitCodes } from './command/exit-code.ts'
import type { Surroundings } from './command/surroundings.ts'
import { addContractImport } from './contract/import.ts'
import { addCourierCommands } from './courier/commands.ts'
import { addDeclarationCommands } from './declaration/commands.ts'
import { addDoctor } from './doctor/doctor.ts'
import { addDongleCommands } from './dongle/commands.ts'
import { addImportCommands } from './import/commands.ts'
import { addLanCommands } from './lan/commands.ts'
import { addLedgerCommands } from './ledger/commands.ts'
import { addLicenseList } from './license/list.ts'
import { addLicenseServerCommands } from './license-server/commands.ts'
import { addLogCommands } from './log/commands.ts'
import { addMachineCommands } from './machine/commands.ts'
import { addMeterCommands } from './meter/commands.ts'
import { addMovedCommands } from './moved/commands.ts'
import { addPermitCommands } from './permit/commands.ts'
import { addPolicyCommands } from './policy/commands.ts'
import { addReadiness } from './readiness/check.ts'
import { addRehearsalCommands } from './rehearsal/run.ts'
import { addResellerCommands } from './reseller/commands.ts'
import { addSeatCommands } from './seat/commands.ts'
import { addSignIn } from './sign-in/sign-in.ts'
import { addSignOut } from './sign-in/sign-out.ts'
import { addSourceCommands } from './source/commands.ts'
import { addStatus } from './status/status.ts'
import { addTransferCommands } from './transfer/commands.ts'
import { addVendorCommands } from './vendor/commands.ts'
import { addWaveCommands } from './wave/commands.ts'

/** Runs one command line. @returns the exit code */
export async function runCommandLine(args: readonly string[], around: Surroundings): Promise<number> {
  const json = args.includes('--json')
  const program = makeProgram(around, json)
  try {
    await program.parseAsync([...args], { from: 'user' })
    return exitCodeOf(program)
  } catch (error) {
    return fail(error, json, around)
  }
}

function makeProgram(around: Surroundings, json: boolean): Command {
  const { writeOut } = around.terminal
  // A script that asked for JSON gets it for a mistyped command too, see fail below.
  const writeErr = json ? () => undefined : around.terminal.writeErr
  const program = new Command('undongle')
    .description('Moves software licenses off USB dongles into a cloud account, and shows what is where.')
    .version('0.1.0')
    .exitOverride()
    .configureOutput({ writeOut, writeErr })
    .showHelpAfterError('(--help shows what can be written here)')
  addStatus(program, around)
  addSignIn(program, around)
  addSignOut(program, around)
  addReadiness(program, around)
  addDoctor(program, around)
  addLicenseServerCommands(program, around)
  addDongleCommands(program, around)
  addTransferCommands(program, around)
  addPermitCommands(program, around)
  addPolicyCommands(program, around)
  addVendorCommands(program, around)
  addSourceCommands(program, around)
  addLanCommands(program, around)
  addCourierCommands(program, around)
  addLicenseList(program.command('license').description('the licenses known here'), around)
  addCertificateCommands(program, around)
  addLogCommands(program, around)
  addLedgerCommands(program, around)
  addDeclarationCommands(program, around)
  addMachineCommands(program, around)
  addSeatCommands(program, around)
  addMeterCommands(program, around)
  addCaseCommands(program, around)
  addAlignmentCommands(program, around)
  addWaveCommands(program, around)
  addRehearsalCommands(program, around)
  addActivationCommands(program, around)
  addImportCommands(program, around)
  addMovedCommands(program, around)
  addResellerCommands(program, around)
  addContractImport(program.command('contract').description('the vendor’s contracts'), around)
  return program
}

function fail(error: unknown, json: boolean, { terminal }: Surroundings): number {
  if (error instanceof CommanderError && (error.exitCode === 0 || !json))
    return error.exitCode === 0 ? exitCodes.ok.code : exitCodes.usage.code
  const { exit, code, message: say, next, places } = toCommandError(error)
  terminal.writeErr(
    json
      ? `${JSON.stringify({ code, say, next, ...(places.length > 0 ? { places } : {}) })}\n`
      : [say, ...places.map((place) => `  ${place}`), next, ''].join('\n'),
  )
  return exitCodes[exit].code
}

function toCommandError(error: unknown): CommandError {
  if (error instanceof CommandError) return error
  if (error instanceof CommanderError) return usageError(error.message, '--help shows what can be written here.')
  const next = 'This is a fault of the program: tell support how it came about.'
  return new CommandError('failure', 'internal-error', String(error), next)
}
