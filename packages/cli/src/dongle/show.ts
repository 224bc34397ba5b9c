import type { SeenDongle } from '@undongle/core/api/local/dongle'
import type { Command } from 'commander'
import { addCommand } from '../command/act.ts'
import type { Surroundings } from '../command/surroundings.ts'
import { facts, table } from '../command/table.ts'
import { termText } from '../license/words.ts'
import { licenseServer } from '../server/license-server.ts'
import { findDongle } from './find.ts'

export function addDongleShow(parent: Command, around: Surroundings): void {
  addCommand(parent, around, 'show [dongle]', 'one dongle with its licenses', async (_, name?: string) => {
    const dongle = await findDongle(licenseServer(around), name)
    const content = dongle.told === undefined ? licensesOf(dongle) : toldOf(dongle.told)
    return { json: dongle, text: `${factsOf(dongle)}\n\n${content}` }
  })
}

function factsOf({ dongle, serial, label, driver, state, problem, grade, pin, generation, key }: SeenDongle): string {
  const kind = driver.evaluation
    ? `${driver.name} ${driver.version}, evaluation grade`
    : `${driver.name} ${driver.version}`
  return facts([
    ['Dongle', dongle],
    ['Serial', serial],
    ['Label', label],
    ['Driver', kind],
    ['State', problem === null ? state : `${state}: ${problem.title} ${problem.next}`],
    [
      'Class',
      grade === null
        ? 'not known'
        : `${grade.class}${grade.crashSafe ? ', crash-safe' : ''}${grade.tamperProof ? ', tamper-proof' : ''}`,
    ],
    ['PIN', pin],
    ['Generation', generation === null ? 'not read' : String(generation)],
    ['Key', key ?? 'not read'],
  ])
}

function licensesOf({ licenses, state }: SeenDongle): string {
  const rows = licenses.map(({ license, state: stands, until }) => [
    license.product,
    license.name,
    String(license.quantity),
    termText(license.term),
    until === null ? stands : `until ${until}`,
    license.id,
  ])
  // A dongle that could not be read is never shown as an empty one.
  const empty = state === 'ready' ? 'No licenses on it.' : 'Its licenses could not be read.'
  return table(['PRODUCT', 'NAME', 'QUANTITY', 'TERM', 'STATE', 'LICENSE'], rows, empty)
}

/** What the dongle's own runtime says is on it: the contract says what moves. */
function toldOf({ verified, entries }: NonNullable<SeenDongle['told']>): string {
  const rows = entries.map(({ code, name, ends }) => [code, name, ends])
  return `${table(['NUMBER', 'NAME', 'ENDS'], rows, 'Its runtime names nothing on it.')}\n\n${verifiedWords[verified]}`
}

const verifiedWords = {
  'public-samples': 'As its runtime says. Checked against public samples only, not on hardware.',
  partly: 'As its runtime says. Known only in part from public texts, not checked on hardware.',
  outside: 'As a driver from elsewhere says, which was not checked with this product.',
} as const satisfies Record<NonNullable<SeenDongle['told']>['verified'], string>
