import type { TransferPolicy } from './policy.ts'

/** A transfer that this machine has begun and not finished. */
export interface UnderWay {
  readonly dongle: string
  readonly line: string
  /** Its dongle is plugged in and may still be written: it has given nothing away yet. */
  readonly needsDongle: boolean
}

/** A dongle in this machine, and the lines whose licenses it still holds. */
export interface Plugged {
  readonly dongle: string
  readonly lines: readonly string[]
}

interface Asked {
  readonly line: string
  readonly dongle: string
}

/**
 * Where one dongle moves at a time, another one of the line is not begun while its own may still be written; one that was pulled, or has
 * given its licenses away, holds nobody up.
 *
 * @returns the dongle that has to be done first [Q66]
 */
export function dongleBefore(
  { dongles }: Pick<TransferPolicy, 'dongles'>,
  asked: Asked,
  underWay: readonly UnderWay[],
): string | undefined {
  if (dongles === 'all-on-machine') return undefined
  return underWay.find(({ dongle, line, needsDongle }) => needsDongle && line === asked.line && dongle !== asked.dongle)
    ?.dongle
}

/**
 * @param idle the dongles of this machine that no transfer of the line moves already
 * @returns the other ones that one confirmation moves together with this one, as the line's policy has it [Q67]
 */
export function donglesBeside(
  { dongles }: Pick<TransferPolicy, 'dongles'>,
  asked: Asked,
  idle: readonly Plugged[],
): string[] {
  if (dongles === 'one-at-a-time') return []
  return idle
    .filter(({ dongle, lines }) => dongle !== asked.dongle && lines.includes(asked.line))
    .map(({ dongle }) => dongle)
}
