import type { Rule, Run, VerifierName } from './run.ts'

type Parameters = Run['with']

/** A token that may lose its newest state when power fails, and a user who cancels. */
const forgetful = { POWER_LOSS: 2, CANCELS: 1, ORDERS: 5 }

/** Class A. */
export const chipRuns: readonly Run[] = [
  small('a cancel', { CANCELS: 1 }, 7_212),
  small('a restore', { RESTORES: 1 }, 30_679),
  small('a restore and a correction', { KEEPS: 2, RESTORES: 1, CORRECTIONS: 2, LOG: 1, MOVES: 0 }, 11_937),
  small('a restore and a dead dongle', { KEEPS: 2, RESTORES: 1, DEATHS: 1, MOVES: 0 }, 12_430),
  small('power loss and a restore', { KEEPS: 2, POWER_LOSS: 1, RESTORES: 1, MOVES: 0, ORDERS: 5 }, 30_234),
  small('power loss and a lost journal', { KEEPS: 2, POWER_LOSS: 1, LOST_JOURNALS: 1, ORDERS: 5 }, 109_853),
  small('power loss drops anything', { POWER_LOSS: 2, CANCELS: 1, ORDERS: 5 }, 150_436),
  small('a grace', { KEEPS: 2, GRACE: 1, CANCELS: 1 }, 90_678),

  full('three clicks, a lost journal', { TRANSFERS: 3, MOVES: 2, CANCELS: 1, LOST_JOURNALS: 1 }, 2_551_303),
  full('first text, no restore', { KEEPS: 0, MOVES: 2, CANCELS: 1, LOST_JOURNALS: 1, CORRECTIONS: 1 }, 340_233),
  full(
    'a dead dongle, a lost journal, a correction',
    { MOVES: 2, CANCELS: 1, DEATHS: 1, LOST_JOURNALS: 1, CORRECTIONS: 1 },
    1_035_174,
  ),
  full('a restore, two moves', { RESTORES: 1, CANCELS: 1, MOVES: 2 }, 1_287_069),
  full('a restore, a cancel, a correction', { KEEPS: 2, RESTORES: 1, CANCELS: 1, CORRECTIONS: 2, LOG: 1 }, 1_120_629),
  full(
    'a restore, a dead dongle, a correction',
    { KEEPS: 2, RESTORES: 1, DEATHS: 1, CORRECTIONS: 1, LOG: 1 },
    1_124_491,
  ),
  full('a restore and a lost journal', { KEEPS: 2, RESTORES: 1, LOST_JOURNALS: 1, CANCELS: 1, MOVES: 2 }, 4_490_211),
  full(
    'a restore, a lost journal, a dead dongle',
    { KEEPS: 2, RESTORES: 1, LOST_JOURNALS: 1, DEATHS: 1, LOG: 2 },
    1_103_399,
  ),
  full('power loss, two moves', { POWER_LOSS: 1, CANCELS: 1, ORDERS: 5, MOVES: 2 }, 669_386),
  full('power loss and a correction', { POWER_LOSS: 1, CANCELS: 1, ORDERS: 5, CORRECTIONS: 1 }, 216_736),
  full(
    'power loss, a lost journal, a cancel',
    { KEEPS: 2, POWER_LOSS: 1, LOST_JOURNALS: 1, CANCELS: 1, ORDERS: 5 },
    1_114_074,
  ),
  full('power loss and a restore, no log', { KEEPS: 2, POWER_LOSS: 1, RESTORES: 1, ORDERS: 5 }, 813_001),
  full(
    'power loss and a restore, a log that lags',
    { KEEPS: 2, POWER_LOSS: 1, RESTORES: 1, ORDERS: 5, LOG: 1 },
    2_657_894,
  ),
  full(
    'power loss, a restore and a lost journal, a log that does not lag',
    { KEEPS: 2, POWER_LOSS: 1, RESTORES: 1, LOST_JOURNALS: 1, ORDERS: 5, LOG: 2, MOVES: 0 },
    381_270,
  ),
  full('power loss drops anything, two moves', { POWER_LOSS: 2, CANCELS: 1, ORDERS: 5, MOVES: 2 }, 1_114_029),
  full(
    'power loss drops anything, a lost journal',
    { KEEPS: 2, POWER_LOSS: 2, LOST_JOURNALS: 1, CANCELS: 1, ORDERS: 5, MOVES: 0 },
    70_635,
  ),
  full('a grace and a restore', { KEEPS: 2, GRACE: 1, RESTORES: 1, LOG: 1 }, 1_067_026),
  full('a grace, two moves', { KEEPS: 2, GRACE: 1, CANCELS: 1, MOVES: 2 }, 637_554),
  full('a grace, a lost journal', { KEEPS: 2, GRACE: 1, LOST_JOURNALS: 1, CANCELS: 1 }, 337_614),
  full('a grace, a restore, a lost journal', { KEEPS: 2, GRACE: 1, RESTORES: 1, LOST_JOURNALS: 1 }, 1_562_938),
  ends('every run ends: cancels', 'chip-cycles', { MOVES: 2, CANCELS: 1 }, 93_911),
  ends('every run ends: a restore', 'chip-cycles', { RESTORES: 1, CANCELS: 1 }, 263_849),
  ends('every run ends: power loss', 'chip-cycles', { POWER_LOSS: 2, CANCELS: 1, ORDERS: 5 }, 300_871),
  ends('every run ends: a grace', 'chip-cycles', { KEEPS: 2, GRACE: 1, CANCELS: 1 }, 181_355),
  ends('who is off is credited in the end', 'chip-ends', { CANCELS: 1 }, 8_927),

  mistake(1, 'the cloud times out and says "cancelled"', 'cancelled is final'),
  mistake(2, 'receipts that the cloud does not remember are refused', 'off ends credited', { RESTORES: 1 }),
  mistake(3, 'COMMIT without a receipt', 'one place'),
  mistake(4, 'a timeout rolls forward', 'one place'),
  mistake(5, 'the dongle ignores n', 'cancelled is final', { MOVES: 2, CANCELS: 1 }),
  mistake(6, 'the receipt is only in memory', 'off ends credited', { MEMORY_LOSSES: 1 }),
  mistake(7, 'two writes to the dongle, torn', 'nothing lost'),
  mistake(8, 'an old receipt is accepted after a correction', 'one holder', { CORRECTIONS: 1 }),
  mistake(9, 'a later wave overwrites an order that is not credited', 'one company', { KEEPS: 0 }),
  mistake(10, 'a higher n is taken for a cancel', 'cancelled is final', { KEEPS: 0 }),
  mistake(11, 'a certificate overrides a newer chain', 'chain never shrinks', { CORRECTIONS: 1 }),
  mistake(12, 'a cancel overwrites a retire that is not credited', 'nothing lost', { KEEPS: 0, CANCELS: 1 }),
  mistake(13, 'the log is not replayed after a restore', 'one holder', { RESTORES: 1, CORRECTIONS: 2 }),
  mistake(14, 'a receipt names only the hash of its order', 'off ends credited', {
    KEEPS: 2,
    RESTORES: 1,
    LOST_JOURNALS: 1,
  }),
  mistake(16, 'FORCE before everybody has checked in', 'one holder', { KEEPS: 2, RESTORES: 1, DEATHS: 1 }),
  mistake(17, 'a correction takes effect before it stands in the log', 'chain learned again', {
    KEEPS: 2,
    RESTORES: 1,
    CORRECTIONS: 2,
    LOG: 1,
  }),
  mistake(18, 'a token gets a new order before everybody has checked in', 'rolled back ends off', {
    KEEPS: 2,
    POWER_LOSS: 1,
    RESTORES: 1,
    ORDERS: 5,
  }),
  mistake(19, 'a token is called cancelled before the cloud knows', 'cancelled is final', forgetful),
  mistake(20, 'RETIRE with an order of an earlier session', 'cancelled is final', forgetful),
  mistake(21, 'the receipt of a cancelled order is accepted', 'cancelled is final', forgetful),
  mistake(22, 'a cancel that the token lost is not written again', 'served again', forgetful),
  mistake(23, 'a later wave starts the grace anew', 'one place', { KEEPS: 2, GRACE: 1 }),
  mistake(24, 'the way back as a change of custody', 'chain never shrinks', { KEEPS: 2, GRACE: 1 }),
  mistake(25, 'the switch of source ignores the last day', 'one place', { KEEPS: 2, GRACE: 1 }),
  mistake(26, 'a replay forgets that the grace is used', 'one place', { KEEPS: 2, GRACE: 1, RESTORES: 1, LOG: 1 }),
  mistake(27, 'a state is sent in an OPEN before it is in the journal', 'one holder', {
    KEEPS: 2,
    RESTORES: 1,
    DEATHS: 1,
  }),
  mistake(28, 'a cancel is believed from a journal', 'off ends credited', { ...forgetful, KEEPS: 2 }),
  {
    ...mistake(15, 'as 9, but the dongle looks at what the order credits: not an error', 'one company', { KEEPS: 0 }),
    kind: 'control',
    finds: null,
    states: 2_522,
  },

  limit('restore and lost journal need the whole order in the signed state', 'nothing lost', {
    RESTORES: 1,
    LOST_JOURNALS: 1,
  }),
  limit('the stored order alone cannot mend after a cancel', 'rolled back ends off', {
    POWER_LOSS: 1,
    CANCELS: 1,
    MENDING: 0,
  }),
  limit('power loss, restore and lost journal, where the log lags', 'chain learned again', {
    KEEPS: 2,
    POWER_LOSS: 1,
    RESTORES: 1,
    LOST_JOURNALS: 1,
    ORDERS: 5,
    LOG: 1,
  }),
  limit('a cancel after a lost retire, then a restore', 'cancelled is final', {
    ...forgetful,
    KEEPS: 2,
    RESTORES: 1,
    LOG: 1,
  }),
  {
    ...limit('dead dongle, restore and lost journal, where the log lags', 'one holder', {
      KEEPS: 2,
      RESTORES: 1,
      LOST_JOURNALS: 1,
      DEATHS: 1,
      LOG: 1,
    }),
    size: 'full',
  },
]

function small(name: string, parameters: Parameters, states: number): Run {
  return sound(name, 'small', 'chip-safety', parameters, states)
}

function full(name: string, parameters: Parameters, states: number): Run {
  return sound(name, 'full', 'chip-safety', parameters, states)
}

function ends(name: string, verifier: VerifierName, parameters: Parameters, states: number): Run {
  return sound(name, 'full', verifier, parameters, states)
}

function sound(name: string, size: Run['size'], verifier: VerifierName, parameters: Parameters, states: number): Run {
  return { name: `chip: ${name}`, verifier, with: parameters, kind: 'sound', size, finds: null, states }
}

function mistake(number: number, says: string, finds: Rule, parameters: Parameters = {}): Run {
  const name = `chip mistake ${number}: ${says}`
  const all = { ...parameters, MISTAKE: number }
  return { name, verifier: 'chip-safety', with: all, kind: 'mistake', size: 'small', finds, states: null }
}

function limit(says: string, finds: Rule, parameters: Parameters): Run {
  const name = `chip limit: ${says}`
  return { name, verifier: 'chip-safety', with: parameters, kind: 'limit', size: 'small', finds, states: null }
}
