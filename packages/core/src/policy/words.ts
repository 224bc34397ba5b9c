import type { TransferPolicy } from './policy.ts'

export type Disclaimer = TransferPolicy['disclaimers'][number]

/** What each disclaimer of a policy says [Q40, Q61–Q70]. In double braces: numbers of the policy itself. */
export const disclaimerWords = {
  'keep-plugged-in':
    'Keep the dongle plugged in until the confirmation. If it is pulled all the same, nothing is lost and the page says how to go on.',
  'no-other-dongle': 'Plug in no other dongle meanwhile. If one is plugged in, it is ignored.',
  'unavailable-during-transfer':
    'The licenses cannot be used from the moment they leave the dongle until the cloud holds them. The page shows when.',
  'takes-a-few-minutes': 'It may take a few minutes, usually about {{usualMinutes}}.',
  'only-licenses-move': 'Only licenses move. No customer data is read or sent.',
  'dongle-unusable-afterwards': 'The dongle cannot be used for licenses afterwards.',
  'no-way-back': 'There is no way back: licenses cannot return to the dongle.',
  'way-back': 'For {{graceDays}} days the licenses go on working on the dongle too. After that only the cloud is left.',
} as const satisfies Record<Disclaimer, string>
