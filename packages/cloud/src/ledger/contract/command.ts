import fc from 'fast-check'
import type { LedgerTx } from '../ledger.ts'
import type { LedgerWorld } from './world.ts'

/** One call of the ledger, to be made on whichever world and in whichever transaction. */
export interface Act {
  readonly name: string
  run(tx: LedgerTx, world: LedgerWorld): Promise<unknown>
}

type Nouns = Omit<LedgerTx, 'commit'>
export type Method = { [Noun in keyof Nouns]: `${Noun}.${keyof Nouns[Noun] & string}` }[keyof Nouns]

/** A method of the ledger that no command calls does not compile. */
export type Commands = Readonly<Record<Method, fc.Arbitrary<Act>>>
/** Those of some of the nouns. */
export type CommandsOf<Noun extends keyof Nouns> = Pick<Commands, Extract<Method, `${Noun}.${string}`>>

export function command<Drawn>(
  drawn: fc.Arbitrary<Drawn>,
  run: (tx: LedgerTx, world: LedgerWorld, drawn: Drawn) => Promise<unknown>,
): fc.Arbitrary<Act> {
  return drawn.map((drawn) => ({ name: fc.stringify(drawn), run: (tx, world) => run(tx, world, drawn) }))
}
