/** The steps a person sees, in PROTOCOL's order: the source is bounded before the destination is credited. */
export const phases = ['checked', 'reserved', 'retired', 'credited', 'certified'] as const
export type Phase = (typeof phases)[number]

/** What each phase says while it is being worked on, and the share of the usual time that is behind when it is reached. */
export const phaseWords = {
  checked: { doing: 'Reading the dongle and checking the plan', done: 'Checked', percent: 10 },
  reserved: { doing: 'Reserving the licenses in the cloud', done: 'Reserved in the cloud', percent: 30 },
  retired: { doing: 'Taking the licenses off the dongle', done: 'Dongle retired, receipt read', percent: 60 },
  credited: { doing: 'Activating the licenses in your account', done: 'Licenses active in the cloud', percent: 90 },
  certified: { doing: 'Saving the certificate', done: 'Certificate saved', percent: 100 },
} as const satisfies Record<Phase, { doing: string; done: string; percent: number }>
