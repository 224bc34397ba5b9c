import type { Rule, Run } from './run.ts'

type Parameters = Run['with']

/** Class A. */
export const chipRuns: readonly Run[] = [
  sound('chip: cancel', 'small', { CANCELS: 1 }, 11_817),
  sound('chip: restore', 'small', { RESTORES: 1 }, 57_758),
  sound('chip: power loss', 'small', { POWER_LOSS: 1, ORDERS: 5 }, 23_863),
  mistake(1, 'the cloud times out and says "cancelled"', 'cancelled is final'),
  mistake(2, 'receipts that the cloud does not remember are refused', 'off ends credited', { RESTORES: 1 }),
  mistake(3, 'COMMIT without a receipt', 'one place'),
  mistake(4, 'a timeout rolls forward', 'one place'),
  mistake(5, 'the dongle ignores n', 'cancelled is final', { MOVES: 2, CANCELS: 1 }),
  mistake(6, 'the receipt is only in memory', 'off ends credited', { MEMORY_LOSSES: 1 }),
  mistake(7, 'two writes to the dongle, torn', 'nothing lost'),
  mistake(8, 'an old receipt is accepted after a correction', 'one holder', { CORRECTIONS: 1 }),
  mistake(9, 'a later wave overwrites an order that is not credited', 'nothing lost', { KEEPS: 0 }),
  mistake(10, 'a higher n is taken for a cancel', 'cancelled is final', { KEEPS: 0 }),
  mistake(11, 'a certificate overrides a newer chain', 'chain never shrinks', { CORRECTIONS: 1 }),
  mistake(12, 'a cancel overwrites a retire that is not credited', 'nothing lost', { KEEPS: 0, CANCELS: 1 }),
]

function sound(name: string, size: Run['size'], parameters: Parameters, states: number): Run {
  return { name, verifier: 'chip-safety', with: parameters, kind: 'sound', size, finds: null, states }
}

function mistake(number: number, says: string, finds: Rule, parameters: Parameters = {}): Run {
  const name = `chip mistake ${number}: ${says}`
  const all = { ...parameters, MISTAKE: number }
  return { name, verifier: 'chip-safety', with: all, kind: 'mistake', size: 'small', finds, states: null }
}
