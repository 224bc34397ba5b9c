import { ApiError } from '@undongle/core/api/error'
import type { DocumentKey } from '@undongle/core/document/jws'
import { openLicenseList } from '@undongle/core/document/license-list'
import { type PublicKey, thumbprint } from '@undongle/core/key'
import { verifySignature } from '@undongle/core/node/crypto'
import { addressOf, type DongleDesk } from './desk.ts'
import type { DongleIdentity } from './driver.ts'
import { fileKey } from './drivers/file/folder.ts'
import type { DongleService } from './host/service.ts'

/** What a new dongle is made of: an evaluation dongle's name, or a token that is plugged in and its PIN. */
export type Blank =
  | { readonly driver: 'file'; readonly name: string }
  | { readonly driver: 'pkcs11'; readonly dongle: string; readonly pin: string }

interface Deps {
  readonly service: Pick<DongleService, 'enabled' | 'list' | 'makeKey'>
  readonly dongles: DongleDesk
  readonly keys: () => Promise<readonly DocumentKey[]>
}

/** First half of making a dongle: its key, once. The vendor signs the license list for that key; then `writeList`. */
export async function makeKey({ service }: Deps, blank: Blank): Promise<DongleIdentity> {
  if (!service.enabled) throw new ApiError('dongle-service-off')
  if (blank.driver === 'file') return service.makeKey(fileKey(blank.name))
  const ref = (await service.list()).find((candidate) => addressOf(candidate) === blank.dongle)
  if (ref === undefined) throw new ApiError('dongle-not-found')
  return service.makeKey(ref.key, { pin: blank.pin })
}

/** Second half: a list that this vendor did not sign never gets onto a dongle, for nothing would be served from it. */
export async function writeList(
  { dongles, keys }: Deps,
  { key, list, pin }: { key: PublicKey; list: string; pin: string | null },
): Promise<void> {
  const opened = openLicenseList(list, await keys(), verifySignature)
  if (!opened.ok || opened.claims.dongle !== thumbprint(key))
    throw new ApiError('list-refused', { detail: opened.ok ? 'of another dongle' : opened.fault })
  if (pin !== null) await dongles.unlock(opened.claims.dongle, { pin })
  const session = await dongles.session(opened.claims.dongle)
  await session.writeList(list)
  dongles.releaseSerial(opened.claims.serial) // and with it the PIN
}
