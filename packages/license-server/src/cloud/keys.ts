import { ApiError } from '@undongle/core/api/error'
import type { DocumentKey } from '@undongle/core/document/jws'
import { documentKeys, type KeyFile, keyFileSchema, openKeySet } from '@undongle/core/document/key-set'
import { thumbprint } from '@undongle/core/key'
import { verifySignature } from '@undongle/core/node/crypto'
import { readSetting, writeSetting } from '../journal/settings.ts'
import type { Store } from '../journal/store.ts'
import { type CloudConnection, callCloud } from './client.ts'

/** The cloud's keys as this License Server believes them: the root it pinned, and the newest key set that root signed. */
export interface CloudKeys {
  readonly file: KeyFile
  readonly keys: readonly DocumentKey[]
  readonly version: number
  /** The `iss` of everything the cloud signs. */
  readonly issuer: string
}

/** What the journal holds from before; undefined until the cloud was reached once. */
export function pinnedKeys(store: Store): CloudKeys | undefined {
  const text = readSetting(store, 'key-set')
  if (text === undefined) return undefined
  if (opened?.text === text) return opened.keys
  const file = keyFileSchema.safeParse(JSON.parse(text))
  opened = { text, keys: file.success ? openKeyFile(file.data) : undefined }
  return opened.keys
}

/** Asked for with every document and changed once in years: the same text is verified once. */
let opened: { readonly text: string; readonly keys: CloudKeys | undefined } | undefined

/**
 * Asks the cloud for its keys and keeps them. The root is pinned at the first answer; afterwards only what that root signed counts,
 * and never an older version than the one at hand.
 *
 * @throws ApiError `cloud-unreachable`, or `document-refused` when another root, a forged or an older key set was sent
 */
export async function refreshKeys(store: Store, connection: CloudConnection): Promise<CloudKeys> {
  const keys = believeKeys(store, await callCloud(connection, 'keys.read'))
  writeSetting(store, 'key-set', JSON.stringify(keys.file))
  return keys
}

/** @throws ApiError `document-refused` when another root, a forged or an older key set was sent */
export function believeKeys(store: Store, file: KeyFile): CloudKeys {
  const pinned = pinnedKeys(store)
  if (pinned !== undefined && thumbprint(file.root) !== thumbprint(pinned.file.root)) {
    throw new ApiError('document-refused', { detail: 'the cloud shows another root key than before' })
  }
  const fresh = openKeyFile(file)
  if (fresh === undefined) throw new ApiError('document-refused', { detail: 'the key set is not signed by its root' })
  if (pinned !== undefined && fresh.version < pinned.version)
    throw new ApiError('document-refused', { detail: 'an older key set than before' })
  return fresh
}

/** Keeps keys that were believed, and came another way. */
export const keepKeys = (store: Store, { file }: CloudKeys): void =>
  writeSetting(store, 'key-set', JSON.stringify(file))

function openKeyFile(file: KeyFile): CloudKeys | undefined {
  if (thumbprint(file.root) !== file.rootThumbprint) return undefined
  const opened = openKeySet(file.keySet, file.root, verifySignature)
  if (!opened.ok) return undefined
  const { version, iss } = opened.claims
  return { file, keys: documentKeys(opened.claims), version, issuer: iss }
}
