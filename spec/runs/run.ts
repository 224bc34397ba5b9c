/** One search of a model: what it varies, and what it must find. */
export type Run = {
  readonly name: string
  readonly verifier: VerifierName
  /** The model's parameters, each read from the environment: see `parameters.pml` of the model. */
  readonly with: Readonly<Record<string, number>>
  readonly kind: Kind
  /** `small`: also in `npm test`. `full`: only in `npm run spin -- --full`. */
  readonly size: 'small' | 'full'
  /** The rule that this run must find broken. Null: it searches everything and must find nothing. */
  readonly finds: Rule | null
  /** How many states there are, where everything is searched. Another number: the model changed and the table did not. */
  readonly states: number | null
}

/**
 * `sound`: the protocol as it is. `mistake`: planted, and caught only by its own rule. `limit`: what the protocol does not
 * promise, shown so that nobody relies on it. `control`: looks like a mistake and is none.
 */
export type Kind = 'sound' | 'mistake' | 'limit' | 'control'

/** The names that the models give their rules. */
export type Rule =
  | 'one place'
  | 'nothing lost'
  | 'one holder'
  | 'chain never shrinks'
  | 'cancelled is final'
  | 'one company'
  | 'off ends credited'
  | 'chain learned again'
  | 'rolled back ends off'
  | 'served again'
  | 'epoch ends'
  | 'never two'
  | 'never zero'
  | 'one owner'
  | 'one grace'
  | 'last is the last'
  | 'it ends'

/** A model, compiled for one question. */
export type Verifier = {
  readonly model: string
  readonly spin: readonly string[]
  readonly gcc: readonly string[]
  readonly pan: readonly string[]
}
export type VerifierName = keyof typeof verifiers

/**
 * `…-safety`: is a rule broken anywhere? `…-ends`: does what was promised come in the end, also where nobody hurries?
 * `…-cycles`: can anything go on for ever? Where nothing can, what is true at rest comes true in every run.
 */
export const verifiers = {
  'chip-safety': { model: 'transfer-chip.pml', spin: [], gcc: ['-DSAFETY'], pan: [] },
  'chip-ends': { model: 'transfer-chip.pml', spin: ['-DLIVENESS'], gcc: ['-DNFAIR=3'], pan: ['-a', '-f'] },
  'chip-cycles': { model: 'transfer-chip.pml', spin: [], gcc: ['-DNP'], pan: ['-l'] },
  'permit-safety': { model: 'transfer-permit.pml', spin: [], gcc: ['-DSAFETY'], pan: [] },
  'permit-ends': { model: 'transfer-permit.pml', spin: ['-DLIVENESS'], gcc: ['-DNFAIR=3'], pan: ['-a', '-f'] },
} as const satisfies Record<string, Verifier>
