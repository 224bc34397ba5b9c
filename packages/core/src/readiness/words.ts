import type { Readiness } from './decide.ts'

/** What a page can offer to who cannot go on by itself [Q06]. */
export const waysOn = ['sign-in', 'transfer', 'plug-in', 'activation-code', 'report-lost', 'support'] as const
export type WayOn = (typeof waysOn)[number]

interface Words {
  readonly say: string
  readonly next: string
  readonly ways: readonly WayOn[]
}

const nothingToDo = { next: '', ways: [] } as const

const readyWords = {
  'license-free': { say: 'This product needs no license.', ...nothingToDo },
  'in-cloud': { say: 'Your company has licenses of this line in the cloud.', ...nothingToDo },
  'on-dongle': { say: 'The licenses on the dongle can be used.', ...nothingToDo },
  'wave-to-come': {
    say: 'The licenses on the dongle can be used until your turn to transfer comes. Keep the dongle.',
    ...nothingToDo,
  },
} as const

const offeredWords = {
  'cut-over': {
    say: 'Your licenses can move from the dongle into your company’s account now.',
    next: 'Transfer them, or go on with the dongle and do it later.',
    ways: ['transfer'],
  },
  emergency: {
    say: 'The vendor lets dongles be used again for some days.',
    next: 'Go on with the dongle, and transfer its licenses before these days are over.',
    ways: ['transfer'],
  },
} as const

const requiredWords = {
  'cut-over': {
    say: 'This version no longer reads licenses from a dongle. They move into your company’s account first.',
    next: 'Plug in the dongle and transfer its licenses.',
    ways: ['transfer', 'plug-in', 'report-lost', 'support'],
  },
  'not-signed-in': {
    say: 'This version no longer reads licenses from a dongle, and nobody is signed in yet.',
    next: 'Sign in, then transfer the licenses of the dongle.',
    ways: ['sign-in', 'transfer', 'support'],
  },
} as const

const stopWords = {
  'no-license': {
    say: 'Your company has no license of this line, neither in the cloud nor on a dongle that is known.',
    next: 'Plug in a dongle, enter an activation code, report a lost dongle, or contact support at once.',
    ways: ['plug-in', 'activation-code', 'report-lost', 'support'],
  },
  'not-signed-in': {
    say: 'Nobody is signed in, and no dongle with a license of this line is plugged in.',
    next: 'Sign in, or plug in the dongle.',
    ways: ['sign-in', 'plug-in', 'activation-code', 'support'],
  },
  'wave-to-come': {
    say: 'This version no longer reads licenses from a dongle, but the turn of these licenses to transfer has not come.',
    next: 'Contact support at once. Keep the dongle.',
    ways: ['support', 'activation-code'],
  },
  'not-movable': {
    say: 'This version no longer reads licenses from a dongle, and none of those on your dongles can move yet.',
    next: 'Contact support at once. Keep the dongle.',
    ways: ['transfer', 'support', 'activation-code'],
  },
} as const

/** All of it, by answer and reason. */
export const readinessTable = {
  ready: readyWords,
  'transfer-offered': offeredWords,
  'transfer-required': requiredWords,
  'production-stop': stopWords,
} as const satisfies Record<Readiness['answer'], Record<string, Words>>

/** What is said to the person, and what can be done. */
export function readinessWords(readiness: Readiness): Words {
  switch (readiness.answer) {
    case 'ready':
      return readyWords[readiness.reason]
    case 'transfer-offered':
      return offeredWords[readiness.reason]
    case 'transfer-required':
      return requiredWords[readiness.reason]
    case 'production-stop':
      return stopWords[readiness.reason]
  }
}
