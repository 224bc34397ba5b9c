import type { ReadableDisclaimer } from './disclaimers.ts'
import type { TransferPolicy } from './policy.ts'

type Disclaimer = TransferPolicy['disclaimers'][number]

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
  'dongle-not-needed':
    'The transfer does not need the dongle once it is confirmed. Leave it plugged in for as long as applications here use it.',
  'usable-meanwhile': 'The licenses can be used from the dongle meanwhile, where a machine holds a permit for it.',
  'waits-for-permits':
    'It takes seconds where no other machine holds a permit for this dongle. Otherwise it may have to wait until each is given back or has ended, at most ten days and three hours.',
  'permit-ends':
    'The dongle itself cannot be erased. Once these licenses have moved, no permit covers them any more, and no License Server serves them from it.',
  'permit-ends-after-grace':
    'The dongle itself cannot be erased. For {{graceDays}} days permits go on covering these licenses on it too. After that only the cloud is left.',
} as const satisfies Record<Disclaimer | ReadableDisclaimer, string>
