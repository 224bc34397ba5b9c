import { writeSync } from 'node:fs'
import { argv } from 'node:process'
import { makeId, type TransferId } from '@undongle/core/id'
import { learnEpoch } from './epoch.ts'
import { openLibsql } from './libsql.ts'
import { openNodeSqlite } from './node-sqlite.ts'
import { openStore } from './open.ts'
import { storePermit } from './permits.ts'
import { applySchema } from './schema.ts'
import type { Intent } from './transfer.ts'
import {
  intend,
  recordCertificate,
  recordDrain,
  recordLast,
  recordMoved,
  recordOrder,
  recordReceipt,
} from './transfers.ts'

// Started by kill.contract.ts and killed without warning: takes transfers through the journal without end, and tells each step
// on stdout once the journal's function has returned.

const [path = '', engine = '', round = ''] = argv.slice(2)
const store = openStore(path, [engine === 'libsql' ? openLibsql : openNodeSqlite])
applySchema(store)
learnEpoch(store, 1)

for (let count = 0; ; count++) {
  const at = new Date(Date.UTC(2026, 2, 1) + count)
  const id = makeId('transfer', at, (sizeBytes) => new Uint8Array(sizeBytes).fill(Number(round)))
  const intent = {
    id,
    line: 'clinic',
    company: makeId('company', at, (sizeBytes) => new Uint8Array(sizeBytes)),
    user: makeId('user', at, (sizeBytes) => new Uint8Array(sizeBytes)),
    dongle: { key: id, label: 'token' },
    plan: { id },
    planHash: id,
  }
  if (count % 2 === 1) {
    goByPermit(intent, at)
    continue
  }
  intend(store, intent, at)
  tell(id, 'intended')
  recordOrder(store, id, { order: id.repeat(40), certificates: [id] }, at)
  tell(id, 'ordered')
  recordReceipt(store, id, Buffer.from(id.repeat(30)), at)
  tell(id, 'retired')
  recordCertificate(store, id, id.repeat(50), at)
  tell(id, 'moved')
}

/** Class B: the permit is there until "yours is the last", and gone for ever with it. */
function goByPermit(intent: Intent, at: Date): void {
  const { id } = intent
  const machine = makeId('licenseServer', at, (sizeBytes) => new Uint8Array(sizeBytes))
  const permit = { dongle: id, machine, jws: id, number: 3, epoch: 1, issuedAt: at, expiresAt: at }
  storePermit(store, permit)
  intend(store, { ...intent, dongle: { key: id, label: machine } }, at)
  tell(id, 'intended')
  recordDrain(store, id, { holders: [id] }, at)
  tell(id, 'draining')
  recordLast(store, id, machine, permit.number, at)
  tell(id, 'giving-back')
  recordMoved(store, id, { certificate: id.repeat(50), leases: [] }, at)
  tell(id, 'moved')
}

function tell(id: TransferId, state: string): void {
  writeSync(1, `${id} ${state}\n`)
}
