// The story of a transfer, told by both sides: what a License Server has journaled, and what the cloud has on record.

/** What a License Server notes of a transfer, step by step [Q60]. */
export const journalPhases = [
  'intended',
  'holding',
  'opening',
  'ordered',
  'confirm-again',
  'enter-pin',
  'retiring',
  'retired',
  'committing',
  'moving',
  'draining',
  'giving-back',
  'waiting',
  'cancelling',
  'cancel-too-late',
  'moved',
  'refused',
  'cancelled',
] as const
export type JournalPhase = (typeof journalPhases)[number]

export const journalWords = {
  intended: 'The plan was confirmed.',
  holding: 'It begins when nobody has a seat from the dongle any more, or at the time that was chosen.',
  opening: 'The cloud is asked for the order.',
  ordered: 'The cloud’s order is on disk.',
  'confirm-again': 'The order has grown old, or the plan has changed: it is to be confirmed again.',
  'enter-pin': 'The dongle asks for its PIN.',
  retiring: 'The dongle is asked to give the licenses away.',
  retired: 'The dongle’s receipt is on disk: from here on the dongle is not needed.',
  committing: 'The receipt is brought to the cloud.',
  moving: 'The cloud is asked to move the licenses.',
  draining: 'The cloud waits until no machine may use the dongle any more.',
  'giving-back': 'This machine’s permits are deleted, and the cloud is told.',
  waiting: 'Waiting.',
  cancelling: 'It is to be cancelled: the dongle writes so, then the cloud is told.',
  'cancel-too-late': 'The dongle had given its licenses away: it goes on.',
  moved: 'The certificate is on disk.',
  refused: 'The cloud’s signed answer is on disk: nothing was taken off the dongle for it.',
  cancelled: 'Cancelled: the cloud knows that the dongle never carries this order out.',
} as const satisfies Record<JournalPhase, string>

/** What the cloud has on record of a transfer. */
export const cloudFacts = [
  'ordered',
  'draining',
  'answered',
  'credited',
  'learned',
  'cancelled',
  'force-proposed',
  'forced',
  'correction-proposed',
  'corrected',
] as const
export type CloudFact = (typeof cloudFacts)[number]

export const cloudFactWords = {
  ordered: 'Ordered: the licenses are reserved for this company.',
  draining: 'No new permits for the dongle.',
  answered: 'Answered, without an order.',
  credited: 'The licenses are in the company’s account.',
  learned: 'Learned again from its certificate: the licenses are in the company’s account.',
  cancelled: 'Over: the dongle went past the order without carrying it out.',
  'force-proposed': 'An operator proposed to finish it without the dongle.',
  forced: 'Finished without the dongle by two operators; the dongle is blocked.',
  'correction-proposed': 'An operator proposed to move its licenses into another company.',
  corrected: 'Two operators moved its licenses into another company; a newer certificate holds.',
} as const satisfies Record<CloudFact, string>
