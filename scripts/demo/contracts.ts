import { type ContractFile, type ContractFileText, contractFileSchema } from '@undongle/core/contract/contract-file'
import type { CompanyId } from '@undongle/core/id'
import { addDays } from '@undongle/core/time'
import { demoDongles, licensesOf } from './dongles.ts'
import { demoId } from './ids.ts'

/** The six companies of the demo: every result can be reached as the first one. */
export const companies = {
  lindenhof: demoId('company', 1),
  harbor: demoId('company', 2),
  pixelmill: demoId('company', 3),
  aurora: demoId('company', 4),
  campus: demoId('company', 5),
  fjord: demoId('company', 6),
} as const satisfies Record<string, CompanyId>

/** Sold to all of them, and looks after them. */
const nordmark = demoId('reseller', 1)

/** A vendor with four product lines, products of each kind, and the contracts behind the dongles of the drawer. */
export function demoContracts(now: Date): ContractFile {
  const day = (days: number) => addDays(now, days).toISOString().slice(0, 10)
  const file: ContractFileText = {
    vendor: 'Brightsmith Software',
    lines: [
      { id: 'clinic', name: 'Clinic Suite', policy: 'clinic' },
      { id: 'lab', name: 'Lab Design', policy: 'lab' },
      { id: 'ortho', name: 'Ortho Planner', policy: 'lab', waveOpensAt: addDays(now, 45).toISOString() },
      { id: 'render', name: 'Render Farm', policy: 'render' },
    ],
    products: [
      { id: 'clinic-base', line: 'clinic', name: 'Clinic Suite', key: true, metered: false, onlineOnly: false },
      { id: 'clinic-scan', line: 'clinic', name: 'Scan', key: false, metered: false, onlineOnly: false },
      { id: 'clinic-design', line: 'clinic', name: 'Chairside Design', key: false, metered: false, onlineOnly: false },
      { id: 'clinic-share', line: 'clinic', name: 'Case Sharing', key: false, metered: false, onlineOnly: true },
      { id: 'lab-base', line: 'lab', name: 'Lab Design', key: true, metered: false, onlineOnly: false },
      { id: 'lab-dentures', line: 'lab', name: 'Dentures', key: false, metered: false, onlineOnly: false },
      { id: 'lab-points', line: 'lab', name: 'Design Points', key: false, metered: true, onlineOnly: false },
      { id: 'ortho-base', line: 'ortho', name: 'Ortho Planner', key: true, metered: false, onlineOnly: false },
      { id: 'render-studio', line: 'render', name: 'Render Studio', key: true, metered: false, onlineOnly: false },
      { id: 'render-node', line: 'render', name: 'Render Node', key: false, metered: false, onlineOnly: false },
    ],
    resellers: [
      {
        id: nordmark,
        name: 'Nordmark Dental Supplies',
        email: 'service@nordmark.example',
        phone: '+46 8 5550 0142',
        people: [{ email: 'erik@nordmark.example', name: 'Erik Nordmark' }],
      },
    ],
    companies: [
      company('lindenhof', 'Lindenhof Dental', 'anna@lindenhof.example', 'Anna Weber'),
      company('harbor', 'Harbor Dental Lab', 'sam@harbor.example', 'Sam Price'),
      company('pixelmill', 'Studio Pixelmill', 'ines@pixelmill.example', 'Ines Duarte'),
      company('aurora', 'Aurora Orthodontics', 'mika@aurora.example', 'Mika Salo'),
      company('campus', 'Campus School of Dentistry', 'lee@campus.example', 'Lee Novak'),
      company('fjord', 'Fjord Lab', 'liv@fjord.example', 'Liv Dahl'),
    ],
    contracts: [
      ...demoDongles(now).flatMap((dongle) => contractOf(dongle)),
      {
        number: 'B-2000',
        company: companies.harbor,
        kind: 'commercial',
        registered: false,
        resellerConfirmed: false,
        reseller: nordmark,
        licenses: [
          {
            id: demoId('license', 900),
            product: 'lab-base',
            generation: '3.2',
            quantity: 4,
            term: { kind: 'until', until: day(300) },
            dongle: null,
            priceReference: 'PL-2026-07',
            renewalReference: 'R-2000',
          },
        ],
      },
    ],
    dongles: demoDongles(now).map(({ name, company: owner }) => ({
      serial: name,
      company: owner === null ? null : companies[owner],
      key: null,
      enabled: name !== 'switched-off',
    })),
  }
  return contractFileSchema.parse(file)
}

function company(
  name: keyof typeof companies,
  full: string,
  email: string,
  person: string,
): ContractFileText['companies'][number] {
  return { id: companies[name], name: full, people: [{ email, name: person, role: 'company-owner' }] }
}

/** The licenses of a dongle that a contract stands behind. */
function contractOf(dongle: ReturnType<typeof demoDongles>[number]): ContractFileText['contracts'] {
  const { company: owner, contract, name } = dongle
  if (owner === null || contract === null) return []
  const backed = licensesOf(dongle).filter((_, index) => dongle.licenses[index]?.backed !== false)
  return [
    {
      number: contract.number,
      company: companies[owner],
      kind: contract.kind,
      registered: contract.registered ?? false,
      resellerConfirmed: contract.resellerConfirmed ?? false,
      reseller: nordmark,
      licenses: backed.map(({ id, product, generation, quantity, term }, index) => ({
        id,
        product,
        generation,
        quantity,
        term,
        dongle: name,
        priceReference: `PL-2026-${index + 1}`,
        renewalReference: contract.number,
      })),
    },
  ]
}
