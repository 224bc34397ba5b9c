/** The steps a person sees, in PROTOCOL's order: the source is bounded before the destination is credited. */
export const phases = ['checked', 'reserved', 'retired', 'credited', 'certified'] as const
export type Phase = (typeof phases)[number]

type PhaseWords = Readonly<Record<Phase, { readonly doing: string; readonly done: string; readonly percent: number }>>

/** What each phase says while it is being worked on, and the share of the usual time that is behind when it is reached. */
export const phaseWords = {
  checked: { doing: 'Reading the dongle and checking the plan', done: 'Checked', percent: 10 },
  reserved: { doing: 'Reserving the licenses in the cloud', done: 'Reserved in the cloud', percent: 30 },
  retired: { doing: 'Taking the licenses off the dongle', done: 'Dongle retired, receipt read', percent: 60 },
  credited: { doing: 'Activating the licenses in your account', done: 'Licenses active in the cloud', percent: 90 },
  certified: { doing: 'Saving the certificate', done: 'Certificate saved', percent: 100 },
} as const satisfies PhaseWords

/** The same for a dongle that can only be read: nothing is taken off it; what ends are the permits to use it. */
export const drainPhaseWords = {
  checked: phaseWords.checked,
  reserved: { doing: 'Beginning the transfer in the cloud', done: 'No new permits are given', percent: 30 },
  retired: {
    doing: 'Waiting until no machine may use the dongle any more',
    done: 'The last permit is given back',
    percent: 60,
  },
  credited: phaseWords.credited,
  certified: phaseWords.certified,
} as const satisfies PhaseWords

export const phaseWordsOf = (dongleClass: 'A' | 'B'): PhaseWords => (dongleClass === 'B' ? drainPhaseWords : phaseWords)
