import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { argv } from 'node:process'
import { makeId } from '@undongle/core/id'
import { openStore } from './open.ts'
import { ensureRoom, retireRoomBytes } from './room.ts'
import { applySchema } from './schema.ts'
import { StoreError } from './store-error.ts'
import { findTransfer, intend, recordCertificate, recordOrder, recordReceipt } from './transfers.ts'

// Started by full-disk.test.ts on a small disk of its own: takes a transfer to its order, fills the disk, and goes on.
// Its only line on stdout is the state it reached, or the name of the failure.

const [folder = '', reserve] = argv.slice(2)
const store = openStore(join(folder, 'journal.db'))
applySchema(store)

const at = new Date(0)
const zeros = (sizeBytes: number) => new Uint8Array(sizeBytes)
const id = makeId('transfer', at, zeros)
const company = makeId('company', at, zeros)
const user = makeId('user', at, zeros)
intend(store, { id, line: 'clinic', company, user, dongle: { key: 'k', label: 'l' }, plan: {}, planHash: 'h' }, at)
recordOrder(store, id, { order: 'o'.repeat(8000), certificates: [] }, at)
if (reserve === 'reserve') ensureRoom(store, retireRoomBytes)
fillDisk()
console.log(finish())
store.close()

function fillDisk(): void {
  for (let count = 0; ; count++) {
    try {
      writeFileSync(join(folder, `filler-${count}`), new Uint8Array(4096))
    } catch {
      return
    }
  }
}

function finish(): string {
  try {
    recordReceipt(store, id, new Uint8Array(1100), at)
    recordCertificate(store, id, 'c'.repeat(8000), at)
    return findTransfer(store, id)?.state ?? 'gone'
  } catch (cause) {
    return cause instanceof StoreError ? cause.code : String(cause)
  }
}
