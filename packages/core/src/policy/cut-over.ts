import { compareVersions } from '../license.ts'
import type { TransferPolicy } from './policy.ts'

/** Whether the application is of the version that brings the transfer, or newer. */
export const isCutOver = ({ cutOverVersion }: Pick<TransferPolicy, 'cutOverVersion'>, version: string): boolean =>
  cutOverVersion !== null && compareVersions(version, cutOverVersion) >= 0

/**
 * Whether an application of this version may run on a dongle's license [Q83]. Where the transfer is mandatory it may not from the cut-over
 * version on [Q04], except while the vendor's emergency switch is on [Q88]. Where it is optional nobody loses what works.
 */
export function mayUseDongle(
  policy: Pick<TransferPolicy, 'cutOverVersion' | 'mandatory'>,
  version: string,
  emergency: 'on' | 'off',
): boolean {
  return emergency === 'on' || !policy.mandatory || !isCutOver(policy, version)
}
