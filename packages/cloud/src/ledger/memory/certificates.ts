import { assert } from '@undongle/core/assert'
import type { CertificateId } from '@undongle/core/id'
import type { Certificates } from '../ledger.ts'
import { type Draft, fence, hold } from './draft.ts'
import { keyOf, withEntry } from './facts.ts'

export function memoryCertificates(draft: Draft): Certificates {
  const { company } = draft
  return {
    async insert(certificate) {
      const { jti, transfer } = certificate.claims
      await draft.write((facts) => {
        fence(draft, certificate.claims.company.id)
        const own = [...facts.certificates.values()].filter(({ claims }) => claims.company.id === company)
        hold(!own.some(({ claims }) => claims.jti === jti), '23505', 'certificate_pkey')
        hold(!own.some(({ claims }) => claims.transfer === transfer), '23505', 'certificate_transfer')
        return { ...facts, certificates: withEntry(facts.certificates, keyOf(company, jti), certificate) }
      })
      draft.defer((facts) => {
        const named = facts.transfers.get(keyOf(company, transfer))
        hold(
          named !== undefined && 'certificate' in named && named.certificate === jti,
          '23503',
          'certificate_of_transfer',
        )
      })
    },
    find: (id) => draft.read((facts) => facts.certificates.get(keyOf(company, id))),
    read: (id) =>
      draft.read((facts) => {
        const certificate = facts.certificates.get(keyOf(company, id))
        assert(certificate, 'a certificate is asked for by the transfer that has it')
        return certificate
      }),
  }
}

/** A transfer that names a certificate is written together with it: looked at when both are. */
export function requireCertificate({ company, defer }: Draft, id: CertificateId): void {
  defer((facts) => hold(facts.certificates.has(keyOf(company, id)), '23503', 'transfer_certificate'))
}
