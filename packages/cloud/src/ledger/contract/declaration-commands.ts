import { makeId } from '@undongle/core/id'
import type { Declaration } from '@undongle/core/transfer/declare'
import fc from 'fast-check'
import { type Commands, command } from './command.ts'
import { at, pick } from './documents.ts'

const three = fc.nat(2)
const persons = [1, 2].map((person) => makeId('user', at, (sizeBytes) => new Uint8Array(sizeBytes).fill(person)))
const person = fc.nat(1)

/** What two operators declare, and what companies are told of it. */
export const declarationCommands: Pick<
  Commands,
  'claims.block' | 'declarations.find' | 'declarations.insert' | 'declarations.approve' | 'outbox.insert'
> = {
  'claims.block': command(three, (tx, world, drawn) => tx.claims.block(pick(world.dongles, drawn), at)),
  'declarations.find': command(three, (tx, world, drawn) => tx.declarations.find(pick(world.transfers, drawn))),
  'declarations.insert': command(
    fc.record({ transfer: three, corrects: fc.option(three), by: person, reason: fc.constantFrom('burnt', 'merged') }),
    (tx, world, { transfer, corrects, by, reason }) => {
      const proposal = {
        transfer: pick(world.transfers, transfer),
        reason,
        by: pick(persons, by),
        at,
        approved: undefined,
      }
      const declaration: Declaration =
        corrects === null
          ? { ...proposal, act: 'force' }
          : {
              ...proposal,
              act: 'correction',
              corrects: pick(world.transfers, corrects),
              to: world.companies.theirs,
              contact: 'ada@example.com',
            }
      return tx.declarations.insert(declaration)
    },
  ),
  'declarations.approve': command(fc.record({ transfer: three, by: person }), (tx, world, { transfer, by }) =>
    tx.declarations.approve(pick(world.transfers, transfer), { by: pick(persons, by), at }),
  ),
  'outbox.insert': command(three, (tx, world, drawn) =>
    tx.outbox.insert({
      id: pick(world.transfers, drawn),
      kind: 'transfer-forced',
      facts: { transfer: pick(world.transfers, drawn) },
      at,
    }),
  ),
}
