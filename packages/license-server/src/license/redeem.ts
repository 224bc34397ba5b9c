import { readActivationCode } from '@undongle/core/activation/code'
import { ApiError } from '@undongle/core/api/error'
import type { LicenseId } from '@undongle/core/id'
import type { AccountCloud } from '../cloud/account-cloud.ts'

/**
 * Redeems an activation code for the company that is signed in here. A mistyped one never leaves this machine: it would count as a guess.
 *
 * @param license the same again, after a lost answer, is the same redemption
 * @throws ApiError `activation-code-…`, `not-signed-in`, `cloud-unreachable`
 */
export async function redeemCode(
  cloud: Pick<AccountCloud, 'redeem' | 'refreshLicenses'>,
  license: LicenseId,
  typed: string,
): ReturnType<AccountCloud['redeem']> {
  const read = readActivationCode(typed)
  if (!read.ok) throw new ApiError('activation-code-mistyped')
  const redeemed = await cloud.redeem(license, read.code)
  // It is redeemed, whether or not the list can be asked for right now.
  await cloud.refreshLicenses().catch(() => undefined)
  return redeemed
}
