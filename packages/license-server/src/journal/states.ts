import { type DongleEvidence, dongleEvidenceSchema } from '@undongle/core/dongle/evidence'
import type { Store } from './store.ts'
import { StoreError } from './store-error.ts'

// States that dongles signed and by which licenses are off, of transfers that this journal has no certificate of. When the dongle is
// dead and the cloud was put back, the License Server that sent such a state may be the last one who knows it (docs/decisions/0008).

export interface KeptState {
  /** The hash of the signed state. */
  readonly hash: string
  readonly evidence: DongleEvidence
}

/** On disk when it returns; once is enough. */
export function keepState(store: Store, { hash, evidence }: KeptState, at: Date): void {
  store.transaction(() =>
    store.run('insert or ignore into dongle_state (hash, evidence, at) values (?, ?, ?)', [
      hash,
      JSON.stringify(evidence),
      at.getTime(),
    ]),
  )
}

export const hasState = (store: Store, hash: string): boolean =>
  store.get('select hash from dongle_state where hash = ?', [hash]) !== undefined

/** Oldest first. @throws StoreError `journal-damaged` */
export function listStates(store: Store): readonly KeptState[] {
  return store.all('select hash, evidence from dongle_state order by at, hash').map(({ hash, evidence }) => {
    const parsed = dongleEvidenceSchema.safeParse(JSON.parse(String(evidence)))
    if (!parsed.success) throw new StoreError('journal-damaged', `dongle state ${hash}: ${parsed.error}`)
    return { hash: String(hash), evidence: parsed.data }
  })
}

/** The certificates of all its orders are in the journal, or the cloud has another answer to them. */
export function dropState(store: Store, hash: string): void {
  store.transaction(() => store.run('delete from dongle_state where hash = ?', [hash]))
}
