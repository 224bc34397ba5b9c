import type { TransferPolicy } from './policy.ts'

/** A transfer that this machine has begun and not finished. */
export interface UnderWay {
  readonly dongle: string
  readonly line: string
  /** Its dongle is plugged in and may still be written: it has given nothing away yet. */
  readonly needsDongle: boolean
}

/** What one confirmation moves, as the line's policy has it. */
export type DongleRun =
  /** These dongles, in this order: the one that was asked for first [Q67]. */
  | { readonly outcome: 'go'; readonly dongles: readonly string[] }
  /** The next one waits until this one is done [Q66]. */
  | { readonly outcome: 'one-at-a-time'; readonly first: string }

/**
 * Decides which dongles go in one run. Where one moves at a time, another one of the line is not begun while its own may still be written;
 * one that was pulled, or has given its licenses away, holds nobody up.
 */
export function decideRun(
  { dongles }: Pick<TransferPolicy, 'dongles'>,
  asked: {
    readonly line: string
    readonly dongle: string
    readonly plugged: readonly string[]
    readonly underWay: readonly UnderWay[]
  },
): DongleRun {
  switch (dongles) {
    case 'all-on-machine': {
      const others = asked.plugged.filter((dongle) => dongle !== asked.dongle)
      return { outcome: 'go', dongles: [asked.dongle, ...others] }
    }
    case 'one-at-a-time': {
      const first = asked.underWay.find(
        ({ dongle, line, needsDongle }) => needsDongle && line === asked.line && dongle !== asked.dongle,
      )
      return first === undefined
        ? { outcome: 'go', dongles: [asked.dongle] }
        : { outcome: 'one-at-a-time', first: first.dongle }
    }
  }
}
