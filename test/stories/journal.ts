import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { TransferId } from '@undongle/core/id'
import { openStore } from '../../packages/license-server/src/journal/open.ts'
import type { TransferState } from '../../packages/license-server/src/journal/transfer.ts'
import { findTransfer } from '../../packages/license-server/src/journal/transfers.ts'

/** What a dead License Server left in its journal, read from a copy: the file itself waits for its next start. */
export function journaledState(dataDir: string, id: TransferId): TransferState | undefined {
  const folder = mkdtempSync(path.join(tmpdir(), 'undongle-journal-'))
  try {
    for (const file of ['journal.db', 'journal.db-wal']) cpSync(path.join(dataDir, file), path.join(folder, file))
    const store = openStore(path.join(folder, 'journal.db'))
    try {
      return findTransfer(store, id)?.state
    } finally {
      store.close()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
