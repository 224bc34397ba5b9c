import type { PlanReason } from './plan.ts'
import type { ResultName } from './result.ts'

/** What each result says and what to do next, in English: the key of every translation, and what command line and mail say. */
export const resultWords = {
  'all-moved': {
    title: 'All licenses have moved',
    say: 'Every license of this dongle is now in your company’s account.',
    next: 'You may unplug the dongle.',
  },
  'partly-moved': {
    title: 'This line’s licenses have moved',
    say: 'The licenses of this product line are now in your company’s account. Others are still on the dongle.',
    next: 'Keep the dongle: it still holds licenses.',
  },
  'no-subscription': {
    title: 'No subscription found',
    say: 'No subscription was found for this dongle, so nothing was moved. It is probably a demo, sales or trial dongle.',
    next: 'Contact support at once if you cannot work.',
  },
  'temporary-subscription': {
    title: 'A temporary subscription was started',
    say: 'No subscription was found, but a key license is on the dongle. Your company got that license for a limited time; the rest stays on the dongle.',
    next: 'Contact support before the temporary subscription ends.',
  },
  'other-company': {
    title: 'This dongle belongs to another company',
    say: 'The licenses of this dongle are in another company’s account.',
    next: 'Sign in with that company’s account, or contact support.',
  },
  'already-moved': {
    title: 'Already moved',
    say: 'The licenses of this dongle are in your company’s account. This is the certificate of that transfer.',
    next: 'Nothing to do.',
  },
  'nothing-relevant': {
    title: 'No license for this product line',
    say: 'The dongle was read, but it holds no license for this product line. It was not used up: it can be tried again later.',
    next: 'Plug in another dongle, or obtain a license.',
  },
  ineligible: {
    title: 'This dongle cannot move yet',
    say: 'A rule holds this dongle or its licenses back. Nothing was changed.',
    next: 'Each red line says what to do.',
  },
  failed: {
    title: 'Not finished yet',
    say: 'Something went wrong on the way. Trying again is always safe: a license never moves twice.',
    next: 'Try again, or contact support.',
  },
  cancelled: {
    title: 'Cancelled',
    say: 'This transfer took nothing off the dongle, and never will.',
    next: 'Start a new transfer whenever you like.',
  },
} as const satisfies Record<ResultName, { title: string; say: string; next: string }>

/** Why a license moves or not, as the preview says it. */
export const planReasonWords = {
  moves: 'Moves into your account.',
  'moves-contract-only': 'In your contract, not on the dongle: it moves too.',
  'no-contract': 'No contract backs it: it stays on the dongle.',
  'other-line': 'Belongs to another product line: it stays on the dongle.',
  'wave-not-open': 'Its turn has not come: it stays on the dongle until then.',
  'already-in-company': 'Is already in your account.',
  'in-another-company': 'Belongs to another company.',
  'old-generation': 'A perpetual license of this generation cannot move.',
  'trial-not-registered': 'The trial is not registered with the vendor: it stays.',
  'reseller-not-confirmed': 'Your reseller has not confirmed it yet: it stays.',
  demo: 'A demo license does not move.',
  ended: 'Has ended: there is nothing to move.',
  'whole-dongle-held-back': 'Could move, but only together with every license of the dongle.',
} as const satisfies Record<PlanReason, string>
