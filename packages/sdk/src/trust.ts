import type { LocalAnswer } from '@undongle/core/api/local'
import { type DocumentFault, type DocumentKey, openDocumentLater } from '@undongle/core/document/jws'
import { documentKeys, keySetSchema, rootKid } from '@undongle/core/document/key-set'
import { type PublicKey, thumbprint } from '@undongle/core/key'
import type { OpenOptions } from './license.ts'
import type { Trust } from './stored.ts'
import type { Verify } from './verify.ts'

/** The vendor's root, as the application was built with it: the key, or its thumbprint. */
export type GivenRoot = NonNullable<OpenOptions['trust']>

export type TrustFault = DocumentFault | 'wrong-root' | 'older-key-set' | 'wrong-license-server-key'

/** The keys an application believes, ready to verify leases with. */
export interface BelievedKeys {
  /** Who signs cloud seats; null while no cloud is known. */
  readonly issuer: string | null
  readonly cloud: readonly DocumentKey[]
  readonly licenseServer: DocumentKey | null
}

/**
 * Takes over what the License Server says about keys: the first root and the first License Server are pinned, after that only a newer
 * key set of that root changes anything.
 */
export async function learnKeys(
  trust: Trust,
  given: GivenRoot | undefined,
  answer: LocalAnswer<'keys.read'>,
  verify: Verify,
): Promise<{ ok: true; trust: Trust } | { ok: false; fault: TrustFault }> {
  if (thumbprint(answer.licenseServer.key) !== answer.licenseServer.kid)
    return { ok: false, fault: 'wrong-license-server-key' }
  const learned = { ...trust, licenseServer: trust.licenseServer ?? answer.licenseServer.key }
  if (answer.cloud === null) return { ok: true, trust: learned }
  const { root, rootThumbprint, keySet } = answer.cloud
  const expected = expectedRoot(trust, given)
  if (thumbprint(root) !== rootThumbprint || (expected !== undefined && expected !== rootThumbprint))
    return { ok: false, fault: 'wrong-root' }
  const opened = await openSet(keySet, root, verify)
  if (!opened.ok) return opened
  if (opened.claims.version < trust.keySetVersion) return { ok: false, fault: 'older-key-set' }
  return { ok: true, trust: { ...learned, root, keySet, keySetVersion: opened.claims.version } }
}

/** The stored key set is verified again each time: the store is a file that others may write. */
export async function believedKeys(trust: Trust, given: GivenRoot | undefined, verify: Verify): Promise<BelievedKeys> {
  const licenseServer: DocumentKey | null = trust.licenseServer && {
    kid: thumbprint(trust.licenseServer),
    purpose: 'lease',
    key: trust.licenseServer,
  }
  const none: BelievedKeys = { issuer: null, cloud: [], licenseServer }
  if (trust.root === null || trust.keySet === null) return none
  if (given !== undefined && rootThumbprintOf(given) !== thumbprint(trust.root)) return none
  const opened = await openSet(trust.keySet, trust.root, verify)
  if (!opened.ok || opened.claims.version !== trust.keySetVersion) return none
  return { issuer: opened.claims.iss, cloud: documentKeys(opened.claims), licenseServer }
}

function expectedRoot(trust: Trust, given: GivenRoot | undefined): string | undefined {
  if (given !== undefined) return rootThumbprintOf(given)
  return trust.root === null ? undefined : thumbprint(trust.root)
}

const rootThumbprintOf = (given: GivenRoot): string => (typeof given === 'string' ? given : thumbprint({ ...given }))

function openSet(keySet: string, root: PublicKey, verify: Verify) {
  const keys: DocumentKey[] = [{ kid: rootKid(root), purpose: 'key-set', key: root }]
  return openDocumentLater(keySet, 'key-set', keySetSchema, keys, verify)
}
