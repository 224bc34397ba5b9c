import type { SupportCase } from '@undongle/core/case/case'
import { makeId } from '@undongle/core/id'
import fc from 'fast-check'
import { type Commands, command } from './command.ts'
import { at, licenseOf, pick } from './documents.ts'
import type { LedgerWorld } from './world.ts'

const two = fc.nat(1)
const company = fc.constantFrom('ours', 'ours', 'theirs', 'strangers')
const caseId = (index: number) => makeId('case', at, (sizeBytes) => new Uint8Array(sizeBytes).fill(index))
const subjectOf = (world: LedgerWorld, index: number) => `transfer:clinic:${pick(world.dongles, index)}`

function caseOf(
  world: LedgerWorld,
  drawn: { id: number; subject: number; company: string; bridged: boolean },
): SupportCase {
  const bridge = drawn.bridged ? [{ license: licenseOf(world).id, product: 'scan', until: '2027-01-31' }] : []
  return {
    id: caseId(drawn.id),
    company: world.companies[drawn.company as 'ours'],
    subject: subjectOf(world, drawn.subject),
    topic: drawn.bridged ? 'temporary-subscription' : 'no-subscription',
    severity: drawn.bridged ? 'bridged' : 'production-stop',
    line: 'clinic',
    transfer: pick(world.transfers, drawn.id),
    facts: {
      result: 'no-subscription',
      shown: null,
      dongle: null,
      licenses: [],
      contracts: ['C-1'],
      policy: null,
      contact: null,
      bridge,
      words: null,
    },
    attempts: 1,
    openedAt: at,
    lastAt: at,
    decided: undefined,
  }
}

/** What support has to look at. */
export const caseCommands: Pick<Commands, 'cases.findOpen' | 'cases.insert' | 'cases.repeat'> = {
  'cases.findOpen': command(two, (tx, world, drawn) => tx.cases.findOpen(subjectOf(world, drawn))),
  'cases.insert': command(fc.record({ id: two, subject: two, company, bridged: fc.boolean() }), (tx, world, drawn) =>
    tx.cases.insert(caseOf(world, drawn)),
  ),
  'cases.repeat': command(
    fc.record({ id: two, severity: fc.constantFrom('production-stop', 'bridged', 'ordinary') }),
    (tx, _, { id, severity }) => tx.cases.repeat(caseId(id), { severity, at }),
  ),
}
