import type { FoundDongle } from '../../reader.ts'

/** What a runtime listed, when, and what was on USB then. */
export interface Look {
  readonly at: number
  readonly picture: string
  /** When USB changed last: a runtime takes some seconds to notice its dongle. */
  readonly changedAt: number
  readonly found: FoundDongle[]
}

/** Dongles are looked for every second; a runtime is asked as often only while something is changing. */
const afterChangeMs = 15_000

interface Moment {
  readonly picture: string
  readonly now: number
  /** How often a runtime is asked while nothing changes. */
  readonly lookMs: number
}

export const noLook: Look = {
  at: Number.NEGATIVE_INFINITY,
  picture: '',
  changedAt: Number.NEGATIVE_INFINITY,
  found: [],
}

export function isDue(look: Look, { picture, now, lookMs }: Moment): boolean {
  const { at, picture: before, changedAt } = look
  return picture !== before || now - changedAt < afterChangeMs || now - at >= lookMs
}

/** A runtime that could not answer has not lost its dongles: what it told last holds, and reading one says what is wrong. */
export function afterLook(
  before: Look,
  { found, picture, at }: { readonly found: FoundDongle[] | undefined; readonly picture: string; readonly at: number },
): Look {
  const changedAt = picture === before.picture ? before.changedAt : at
  return { at, picture, changedAt, found: found ?? before.found }
}
