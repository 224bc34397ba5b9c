import type { Rule, Run, VerifierName } from './run.ts'

type Parameters = Run['with']

/** Class B and grace. */
export const permitRuns: readonly Run[] = [
  sound('permit: two clicks', 'small', { TRANSFERS: 2, MOVES: 1 }, 109_510),
  sound('permit: grace, two clicks', 'small', { TRANSFERS: 2, GRACE: 1 }, 96_642),
  sound('permit: restore, one click', 'small', { TRANSFERS: 1, MOVES: 1, RESTORES: 1 }, 65_319),
  sound('permit: three clicks', 'full', { TRANSFERS: 3, MOVES: 2 }, 2_572_434),
  sound('permit: restore, three clicks', 'full', { TRANSFERS: 3, MOVES: 1, RESTORES: 1 }, 5_751_591),
  sound('permit: restore and grace', 'full', { TRANSFERS: 2, MOVES: 2, RESTORES: 1, GRACE: 1 }, 5_673_284),
  sound('permit: restore, two cancels', 'full', { TRANSFERS: 2, CANCELS: 2, RESTORES: 1 }, 10_509_866),
  sound('permit: grace, three clicks', 'full', { TRANSFERS: 3, MOVES: 3, GRACE: 1 }, 341_190),
  sound('permit: it ends, endless re-plugging', 'full', { TRANSFERS: 2, MOVES: 9 }, 2_985_510, 'permit-ends'),
  sound('permit: it ends, with a restore', 'full', { TRANSFERS: 1, MOVES: 1, RESTORES: 1 }, 312_692, 'permit-ends'),

  mistake(1, 'own permit not deleted before the give-back', 'never two'),
  mistake(2, 'own permit deleted in memory only', 'never two'),
  mistake(3, 'MOVED without waiting for other permits', 'never two'),
  endless(4, 'every joined machine renews in DRAIN'),
  endless(5, 'the asking machine renews after "last"'),
  mistake(6, 'permits of a grace are not capped', 'never two', { GRACE: 1 }),
  mistake(7, 'a cancel leaves joined transfers open', 'one owner', { TRANSFERS: 3 }),
  mistake(8, 'a give-back is not compared with the newest number', 'never two'),
  mistake(9, 'a permit on its way is accepted after the give-back', 'never two'),
  mistake(10, 'own permit deleted at MOVE', 'never zero'),
  mistake(11, '"last" while another permit is out', 'last is the last'),
  mistake(12, 'no restore epoch', 'never two', { RESTORES: 1 }),
  mistake(13, 'the epoch ends when the machines in the backup have checked in', 'never two', { RESTORES: 1 }),
  mistake(14, 'numbers and messages without the epoch', 'never two', { RESTORES: 1 }),
  mistake(15, 'a restored DRAIN goes on by itself', 'one owner', { RESTORES: 1 }),
  mistake(16, 'a grace ends before a permit that is already out', 'never two', { GRACE: 1 }),
  mistake(17, '"last" in the epoch', 'last is the last', { RESTORES: 1 }),
  mistake(18, 'a second grace', 'one grace', { GRACE: 1 }),
  mistake(19, 'the way back as a change of custody', 'never two', { GRACE: 1 }),
  mistake(20, 'a certificate presented after the epoch moves at once', 'never two', { RESTORES: 1 }),
  mistake(21, 'the epoch waits for permits but not for leases', 'never two', { RESTORES: 1 }),
  mistake(22, 'the margin is too small', 'never two'),
  endless(23, 'no timer in the cloud'),
  {
    name: 'permit limit: the certificate log is lost with the backup',
    verifier: 'permit-safety',
    with: { TRANSFERS: 2, RESTORES: 1, LOG: 0 },
    kind: 'limit',
    size: 'small',
    finds: 'one owner',
    states: null,
  },
]

function sound(
  name: string,
  size: Run['size'],
  parameters: Parameters,
  states: number,
  verifier: VerifierName = 'permit-safety',
): Run {
  return { name, verifier, with: parameters, kind: 'sound', size, finds: null, states }
}

function mistake(number: number, says: string, finds: Rule, parameters: Parameters = {}): Run {
  const name = `permit mistake ${number}: ${says}`
  const all = { TRANSFERS: 2, ...parameters, MISTAKE: number }
  return { name, verifier: 'permit-safety', with: all, kind: 'mistake', size: 'small', finds, states: null }
}

/** A mistake by which something never ends, with machines that may fall silent and a dongle that is moved without end. */
function endless(number: number, says: string): Run {
  return { ...mistake(number, says, 'it ends', { MOVES: 9 }), verifier: 'permit-ends' }
}
