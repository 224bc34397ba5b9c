import { randomBytes } from 'node:crypto'
import type { ContractFile } from '@undongle/core/contract/contract-file'
import { type CompanyId, makeId } from '@undongle/core/id'
import type { License } from '@undongle/core/license'
import { addDays } from '@undongle/core/time'

export interface Base {
  readonly ours: CompanyId
  readonly theirs: CompanyId
  /** What stands on the token: three licenses of line clinic, two of line lab. */
  readonly licenses: License[]
  readonly file: ContractFile
}

/** Two companies, and the contract behind one token. */
export function makeBase(serial: string, now: Date): Base {
  const random = (sizeBytes: number) => randomBytes(sizeBytes)
  const [ours, theirs] = [makeId('company', now, random), makeId('company', now, random)]
  const until = { kind: 'until', until: addDays(now, 365).toISOString().slice(0, 10) } as const
  const license = (
    product: string,
    name: string,
    quantity: number,
    term: License['term'] = { kind: 'perpetual' },
  ): License => ({
    id: makeId('license', now, random),
    line: product.startsWith('clinic') ? 'clinic' : 'lab',
    product,
    name,
    generation: '3.0',
    quantity,
    term,
  })
  const licenses = [
    license('clinic-base', 'Clinic Suite', 1),
    license('clinic-scan', 'Scan', 2),
    license('clinic-design', 'Chairside Design', 1, until),
    license('lab-base', 'Lab Design', 3),
    license('lab-dentures', 'Dentures', 1),
  ]
  const product = ({ product: id, line, name }: License) => ({
    id,
    line,
    name,
    key: id.endsWith('-base'),
    metered: false,
    onlineOnly: false,
    binding: null,
  })
  const person = (email: string, name: string) => ({ email, name, role: 'company-owner' as const })
  return {
    ours,
    theirs,
    licenses,
    file: {
      vendor: 'Brightsmith Software',
      lines: [
        { id: 'clinic', name: 'Clinic Suite', policy: 'clinic' },
        { id: 'lab', name: 'Lab Design', policy: 'lab' },
      ],
      products: licenses.map(product),
      resellers: [],
      companies: [
        { id: ours, name: 'Lindenhof Dental', people: [person('anna@lindenhof.example', 'Anna Weber')] },
        { id: theirs, name: 'Harbor Dental Lab', people: [person('sam@harbor.example', 'Sam Price')] },
      ],
      contracts: [
        {
          number: 'A-1001',
          company: ours,
          kind: 'commercial',
          registered: false,
          resellerConfirmed: false,
          reseller: null,
          endedOn: null,
          licenses: licenses.map(({ id, product: sold, generation, quantity, term }) => ({
            id,
            product: sold,
            generation,
            quantity,
            term,
            dongle: serial,
            priceReference: 'PL-1',
            renewalReference: 'R-1',
            users: [],
          })),
        },
      ],
      dongles: [{ serial, company: ours, key: null, enabled: true }],
    },
  }
}
