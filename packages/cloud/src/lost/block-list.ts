import type { BlockList } from '@undongle/core/document/block-list'
import { blockedName } from '@undongle/core/document/block-list'
import { toSeconds } from '@undongle/core/time'
import { transaction } from '../db/transaction.ts'
import type { Deps } from '../deps.ts'
import { readBlockList } from './store.ts'

/** The list as it is signed: one version has one content, and the same bytes for as long as its key signs. */
export async function signedBlockList({ db, keys, random }: Deps): Promise<{ version: number; list: string | null }> {
  const read = await transaction(db, readBlockList, {
    isolation: 'repeatable read, read only',
    random: () => (random(1)[0] ?? 0) / 256,
  })
  if (read === undefined) return { version: 0, list: null }
  const claims: BlockList = {
    iss: keys.issuer,
    iat: toSeconds(read.changedAt),
    version: read.version,
    dongles: read.serials.map(blockedName).toSorted(),
  }
  return { version: read.version, list: keys.sign('block-list', keys.kidOf('block-list'), claims) }
}
