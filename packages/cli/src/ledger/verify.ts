import { cloudApi } from '@undongle/core/api/cloud'
import { type LedgerFault, type LedgerPage, ledgerFaults, ledgerParts } from '@undongle/core/api/ledger'
import type { Command } from 'commander'
import { addCommand, type Output } from '../command/act.ts'
import type { Surroundings } from '../command/surroundings.ts'
import { facts, table } from '../command/table.ts'
import { ask, type Server } from '../server/ask.ts'
import { asOperator, type OperatorOptions } from '../server/cloud.ts'
import { addOperatorOptions } from '../server/operator-options.ts'

/** More are counted and not named: a database that is all wrong must not fill this machine's memory. */
const namedFaults = 1000

export function addLedgerVerify(parent: Command, around: Surroundings): void {
  const command = addCommand<OperatorOptions>(
    parent,
    around,
    'verify',
    'check every custody chain, certificate and pin of the cloud’s database against each other and against the register',
    async ({ options, progress }) => outputOf(await asOperator(around, options, (server) => verify(server, progress))),
  )
  addOperatorOptions(command)
}

interface Verified {
  readonly checked: LedgerPage['checked']
  readonly faults: readonly LedgerFault[]
  readonly faultCount: number
}

/** Page by page, the next one only when this one is counted. */
async function verify(server: Server, progress: (line: string) => void): Promise<Verified> {
  const checked = { licenses: 0, transfers: 0, certificates: 0, dongles: 0, register: 0 }
  const faults: LedgerFault[] = []
  let faultCount = 0
  for (let after: string | undefined; ; ) {
    const page: LedgerPage = await ask(
      server,
      cloudApi['ledger.verify'],
      after === undefined ? {} : { query: { after } },
    )
    for (const part of ledgerParts) checked[part] += page.checked[part]
    faults.push(...page.faults.slice(0, namedFaults - faults.length))
    faultCount += page.faults.length
    if (page.next === null) return { checked, faults, faultCount }
    after = page.next
    progress(`${countsText(checked)}; ${faultCount} faults`)
  }
}

function outputOf({ checked, faults, faultCount }: Verified): Output {
  const verified = faultCount === 0
  const rows = faults.map(({ fault, row, detail }) => [fault, row, `${ledgerFaults[fault]} ${detail}`.trimEnd()])
  const more = faultCount - faults.length
  return {
    json: { verified, checked, faultCount, faults },
    text: [
      ...(verified ? [] : [table(['FAULT', 'ROW', 'WHAT IT MEANS'], rows, '')]),
      ...(more > 0 ? [`and ${more} more`] : []),
      facts(ledgerParts.map((part) => [part, String(checked[part])])),
      verified ? 'VERIFIED.' : `NOT VERIFIED: ${faultCount} faults.`,
    ].join('\n'),
    exit: verified ? 'ok' : 'verification-failed',
  }
}

const countsText = (checked: LedgerPage['checked']): string =>
  ledgerParts.map((part) => `${checked[part]} ${part}`).join(', ')
