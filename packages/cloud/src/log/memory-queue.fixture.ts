import { assert } from '@undongle/core/assert'
import type { OrderCertificate } from '@undongle/core/document/certificate'
import type { CertificateId } from '@undongle/core/id'
import type { Unsigned } from '../transfer/transfer.ts'
import type { LogQueue } from './queue.ts'

interface Row {
  readonly certificate: Unsigned<OrderCertificate> | undefined
  readonly place: { readonly leaf: number; readonly salt: string } | undefined
}

/** The log's side of the database in memory: it can be copied, and an old copy put back. */
export function memoryLogQueue() {
  let rows = new Map<CertificateId, Row>()
  const placedRows = () => [...rows].flatMap(([id, { place }]) => (place === undefined ? [] : [{ id, ...place }]))
  const companyOf = (id: CertificateId) => {
    const company = rows.get(id)?.certificate?.claims.company.id
    assert(company, `a certificate ${id}`)
    return company
  }
  const queue: LogQueue = {
    async waiting(limit) {
      const waiting = [...rows].filter(([, row]) => row.place === undefined).map(([id]) => id)
      return waiting
        .toSorted()
        .slice(0, limit)
        .map((id) => ({ id, company: companyOf(id) }))
    },
    async read({ id }) {
      const certificate = rows.get(id)?.certificate
      assert(certificate, `a certificate ${id}`)
      return certificate
    },
    placed: async () => Math.max(-1, ...placedRows().map(({ leaf }) => leaf)) + 1,
    async place(first, certificates) {
      const taken = new Map(placedRows().map(({ id, leaf }) => [leaf, id]))
      certificates.forEach(({ id, salt }, index) => {
        const leaf = first + index
        assert((taken.get(leaf) ?? id) === id, `leaf ${leaf} is unique`)
        rows.set(id, { certificate: rows.get(id)?.certificate, place: { leaf, salt } })
      })
    },
    async readPlaced(from, limit) {
      const found = placedRows().filter(({ leaf }) => leaf >= from && leaf < from + limit)
      return found.toSorted((a, b) => a.leaf - b.leaf).map(({ id, salt }) => ({ id, salt, company: companyOf(id) }))
    },
    find: async (id) => rows.get(id)?.place,
  }
  return {
    queue,
    /** What the transaction of a transfer does. */
    insert(certificate: Unsigned<OrderCertificate>) {
      const { jti } = certificate.claims
      rows.set(jti, { certificate, place: rows.get(jti)?.place })
    },
    copy: () => new Map(rows),
    restore(copy: ReadonlyMap<CertificateId, Row>) {
      rows = new Map(copy)
    },
  }
}
