/** Every result a run for one dongle can have [Q50–Q57]. Add one here and the compiler names each place left to finish. */
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
] as const
export type ResultName = (typeof resultNames)[number]
