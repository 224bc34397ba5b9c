import type { DecidedCase, SupportCase } from '@undongle/core/case/case'
import type { CustodyLink, ReplacedCertificate } from '@undongle/core/document/certificate'
import { type CompanyId, type LicenseId, makeId } from '@undongle/core/id'
import type { License } from '@undongle/core/license'
import type { TransferPolicy } from '@undongle/core/policy/policy'
import { toSeconds } from '@undongle/core/time'
import type { Deps } from '../deps.ts'
import type { Unsigned } from '../transfer/transfer.ts'

/** What support decided of a dongle that is gone. */
export interface Replacing {
  readonly company: { readonly id: CompanyId; readonly name: string }
  readonly known: SupportCase
  readonly dongle: { readonly serial: string; readonly key: string | null }
  readonly decided: DecidedCase
}

const reasonLetters = 500

/**
 * The certificate of one line's licenses that support took off a dongle which is gone. Each line has one of its own, as if it had moved by
 * its own transfer: the feed, the policy and a later correction are by line.
 */
export function certifyReplaced(
  { keys, random }: Pick<Deps, 'keys' | 'random'>,
  { company, known, dongle, decided }: Replacing,
  line: {
    readonly id: string
    readonly policy: Pick<TransferPolicy, 'name' | 'version'>
    readonly licenses: readonly License[]
    readonly chains: ReadonlyMap<LicenseId, readonly CustodyLink[]>
  },
): { certificate: Unsigned<ReplacedCertificate>; links: Map<LicenseId, CustodyLink> } {
  const { at, by, words } = decided
  const transfer = makeId('transfer', at, random)
  const links = new Map(
    line.licenses.map(({ id }): [LicenseId, CustodyLink] => [
      id,
      {
        sequence: (line.chains.get(id)?.length ?? 0) + 1,
        debit: `dongle:${dongle.serial}`,
        credit: `company:${company.id}`,
        at: toSeconds(at),
        transfer,
      },
    ]),
  )
  const claims: ReplacedCertificate = {
    iss: keys.issuer,
    iat: toSeconds(at),
    jti: makeId('certificate', at, random),
    transfer,
    result: 'all-moved',
    company,
    // Nobody has it any more to say what it was: the least is claimed.
    dongle: {
      key: dongle.key ?? `serial:${dongle.serial}`,
      serial: dongle.serial,
      grade: { class: dongle.key === null ? 'B' : 'A', crashSafe: false, tamperProof: false },
    },
    line: line.id,
    policy: { name: line.policy.name, version: line.policy.version },
    contact: '',
    moved: line.licenses.map((license) => {
      const link = links.get(license.id)
      return { license, chain: [...(line.chains.get(license.id) ?? []), ...(link === undefined ? [] : [link])] }
    }),
    kept: [],
    replaced: { case: known.id, reason: words.slice(0, reasonLetters), decidedBy: by },
  }
  return { certificate: { kid: keys.kidOf('certificate'), claims }, links }
}
