import { compareVersions } from '../license.ts'
import type { TransferPolicy } from './policy.ts'

/**
 * The License Server's version that a vendor's policies ask for, where this one is older [Q12].
 *
 * @returns the newest that any line asks for; null when this one is new enough for all
 */
export function versionNeeded(policies: readonly Pick<TransferPolicy, 'rules'>[], own: string): string | null {
  const asked = policies.flatMap(({ rules }) =>
    rules.flatMap((rule) => (rule.rule === 'license-server-version' ? [rule.atLeast] : [])),
  )
  return (
    asked
      .filter((version) => compareVersions(version, own) > 0)
      .toSorted(compareVersions)
      .at(-1) ?? null
  )
}
