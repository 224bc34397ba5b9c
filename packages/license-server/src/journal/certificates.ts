import type { Store } from './store.ts'

/** A certificate that belongs to no transfer of this journal: of another machine's, or of a dongle's past. */
export interface KeptCertificate {
  readonly id: string
  /** Hash of the order it is about; null where there was none. */
  readonly order: string | null
  readonly document: string
}

/** On disk when it returns; once is enough. */
export function keepCertificate(store: Store, { id, order, document }: KeptCertificate, at: Date): void {
  store.transaction(() =>
    store.run('insert or ignore into certificate (id, order_hash, jws, at) values (?, ?, ?, ?)', [
      id,
      order,
      document,
      at.getTime(),
    ]),
  )
}

/** Every certificate this journal holds, oldest first: of its own transfers, and of others. */
export function listCertificates(store: Store): readonly string[] {
  const rows = store.all(
    `select jws, at from certificate
     union all select certificate_jws, updated_at from transfer where certificate_jws is not null
     union all select value, created_at from transfer, json_each(order_certificates)
     order by 2, 1`,
  )
  return [...new Set(rows.map(({ jws }) => String(jws)))]
}
