import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeId } from '@undongle/core/id'
import { beforeEach, expect, test } from 'vitest'
import { appendEvent, eventsAfter } from './events.ts'
import { openStore } from './open.ts'
import { applySchema } from './schema.ts'
import type { Store } from './store.ts'
import { findTransfer, listUnfinished, recordReceipt } from './transfers.ts'

let store: Store
beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), 'undongle-schema-'))
  store = openStore(join(folder, 'journal.db'))
  return () => {
    store.close()
    rmSync(folder, { recursive: true, force: true })
  }
})

const at = new Date(Date.UTC(2026, 2, 1))
const idOf = <Kind extends Parameters<typeof makeId>[0]>(kind: Kind, seed: number) =>
  makeId(kind, at, (sizeBytes) => new Uint8Array(sizeBytes).fill(seed))
const id = idOf('transfer', 1)

test('[Q92] a transfer that was under way when the License Server was updated goes on', () => {
  applySchema(store, 1)
  store.run(
    `insert into transfer (id, line, company, target_user, dongle_key, dongle_label, plan_hash, plan, state, order_jws,
       order_certificates, attempts, created_at, updated_at, confirmed_at)
     values (?, 'clinic', ?, ?, 'dongle', 'front desk', 'hash', '{}', 'ordered', 'order.jws', '[]', 3, 1, 2, 3)`,
    [id, idOf('company', 2), idOf('user', 3)],
  )
  for (const [seq, phase] of ['intended', 'ordered'].entries())
    store.run('insert into transfer_event (transfer, seq, phase, at, detail) values (?, ?, ?, 1, ?)', [
      id,
      seq + 1,
      phase,
      '{}',
    ])

  applySchema(store)
  expect(listUnfinished(store)).toMatchObject([{ id, state: 'ordered', attempts: 3, order: { order: 'order.jws' } }])
  expect(eventsAfter(store, id, 0).map(({ phase }) => phase)).toEqual(['intended', 'ordered'])
  recordReceipt(store, id, Uint8Array.of(1), at)
  expect(findTransfer(store, id)?.state).toBe('retired')
  expect(appendEvent(store, id, { phase: 'committing' }, at)).toBe(4)
  expect(() => appendEvent(store, idOf('transfer', 9), { phase: 'opening' }, at)).toThrow('FOREIGN KEY')
  expect(findTransfer(store, id)?.createdAt).toEqual(new Date(1))
  applySchema(store)
})
