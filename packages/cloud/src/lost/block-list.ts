import type { BlockList } from '@undongle/core/document/block-list'
import { blockedName } from '@undongle/core/document/block-list'
import { toSeconds } from '@undongle/core/time'
import type { Tx } from '../db/pool.ts'
import { transaction } from '../db/transaction.ts'
import type { Deps } from '../deps.ts'
import { readEpoch } from '../epoch/store.ts'
import { readRevocations } from './revocation-store.ts'
import { readBlockList } from './store.ts'

/**
 * The counter of changes goes back with a database that is put back, and its epoch goes on: a list of now is above every list from before,
 * or machines would take it, and the leases that name it, for a replay. More than one change is made in any epoch.
 */
const changesPerEpoch = 2 ** 24

/** 0 while nothing was ever blocked or revoked: there is no list then. */
export const blockListVersion = (epoch: number, changes: number): number =>
  changes === 0 ? 0 : epoch * changesPerEpoch + changes

/** The list as it is signed: one version has one content, and the same bytes for as long as its key signs. */
export async function signedBlockList({ db, keys, random }: Deps): Promise<{ version: number; list: string | null }> {
  const { epoch, startedAt, changes, changedAt, serials, revoked } = await transaction(db, readAll, {
    isolation: 'repeatable read, read only',
    random: () => (random(1)[0] ?? 0) / 256,
  })
  const version = blockListVersion(epoch, changes)
  const at = Math.max(startedAt?.getTime() ?? 0, changedAt?.getTime() ?? 0)
  if (version === 0) return { version, list: null }
  const claims: BlockList = {
    iss: keys.issuer,
    iat: toSeconds(new Date(at)),
    version,
    dongles: serials.map(blockedName).toSorted(),
    revoked: revoked
      .map(({ name, from }) => ({ name, from: toSeconds(from) }))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  }
  return { version, list: keys.sign('block-list', keys.kidOf('block-list'), claims) }
}

async function readAll(tx: Tx) {
  const [epoch, list] = [await readEpoch(tx), await readBlockList(tx)]
  return { ...epoch, ...list, revoked: await readRevocations(tx, list.changedAt) }
}
