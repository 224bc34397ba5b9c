/** Every result a run for one dongle can have: those of [Q50–Q57], and that it was cancelled. Add one here and the compiler names each place left to finish. */
export const resultNames = [
  'all-moved',
  'partly-moved',
  'no-subscription',
  'temporary-subscription',
  'other-company',
  'already-moved',
  'nothing-relevant',
  'ineligible',
  'failed',
  'cancelled',
] as const
export type ResultName = (typeof resultNames)[number]
