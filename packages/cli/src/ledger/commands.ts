import type { Command } from 'commander'
import type { Surroundings } from '../command/surroundings.ts'
import { addLedgerAlerts } from './alerts.ts'
import { addLedgerLift } from './lift.ts'
import { addLedgerEpoch, addLedgerRestored } from './restored.ts'
import { addLedgerVerify } from './verify.ts'

export function addLedgerCommands(program: Command, around: Surroundings): void {
  const ledger = program
    .command('ledger')
    .description('the cloud’s record of who holds which license, for its operator')
  addLedgerVerify(ledger, around)
  addLedgerAlerts(ledger, around)
  addLedgerLift(ledger, around)
  addLedgerRestored(ledger, around)
  addLedgerEpoch(ledger, around)
}
