/** What a License Server stands on, each on the ones before it: the first that fails is where to begin. */
export const layers = [
  'port',
  'disk',
  'clock',
  'network',
  'proxy',
  'account',
  'entitlement',
  'service',
  'driver',
  'usb',
  'seat',
] as const
export type Layer = (typeof layers)[number]

/** `note` is worth knowing and may be as it should; `unknown` could not be looked at. */
export const findingAnswers = ['pass', 'note', 'fail', 'unknown'] as const
export type FindingAnswer = (typeof findingAnswers)[number]
