import { idSchema, type NodeId } from '@undongle/core/id'
import { z } from 'zod'
import type { Store } from './store.ts'

/** A machine of the network that was let in. */
export interface StoredNode {
  readonly id: NodeId
  readonly keyHash: string
  readonly name: string
  readonly joinedAt: Date
}

const nodeRow = z
  .object({
    id: idSchema('node'),
    key_hash: z.string(),
    name: z.string(),
    joined_at: z.number().transform((ms) => new Date(ms)),
  })
  .transform(({ key_hash: keyHash, joined_at: joinedAt, ...row }): StoredNode => ({ ...row, keyHash, joinedAt }))

export function findNode(store: Store, id: NodeId): StoredNode | undefined {
  const row = store.get('select * from node where id = ?', [id])
  return row === undefined ? undefined : nodeRow.parse(row)
}

export function listNodes(store: Store): readonly StoredNode[] {
  return store.all('select * from node order by id').map((row) => nodeRow.parse(row))
}

export const countNodes = (store: Store): number => Number(store.get('select count(*) as nodes from node')?.nodes)

export function storeNode(store: Store, { id, keyHash, name, joinedAt }: StoredNode): void {
  store.transaction(() =>
    store.run('insert into node (id, key_hash, name, joined_at) values (?, ?, ?, ?)', [
      id,
      keyHash,
      name,
      joinedAt.getTime(),
    ]),
  )
}

/** @returns whether it was there */
export const removeNode = (store: Store, id: NodeId): boolean =>
  store.transaction(() => store.run('delete from node where id = ?', [id])) > 0
