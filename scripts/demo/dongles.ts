import type { License, Term } from '@undongle/core/license'
import { addDays } from '@undongle/core/time'
import { demoId } from './ids.ts'

interface DemoLicense {
  readonly product: string
  readonly line: string
  readonly name: string
  readonly generation?: string
  readonly quantity?: number
  /** Days from now; perpetual when missing. */
  readonly endsInDays?: number
  /** False: on the dongle, but in no contract. */
  readonly backed?: false
}

export interface DemoDongle {
  /** Also its serial. */
  readonly name: string
  /** What it is there to show, on the drawer's page. */
  readonly shows: string
  readonly company: 'lindenhof' | 'harbor' | 'pixelmill' | 'aurora' | 'campus' | 'fjord' | null
  readonly contract: {
    readonly number: string
    readonly kind: 'commercial' | 'educational' | 'trial' | 'demo'
    readonly registered?: boolean
    readonly resellerConfirmed?: boolean
  } | null
  readonly licenses: readonly DemoLicense[]
  readonly now: Date
}

const clinic = { product: 'clinic-base', line: 'clinic', name: 'Clinic Suite' }
const scan = { product: 'clinic-scan', line: 'clinic', name: 'Scan', quantity: 2 }
const design = { product: 'clinic-design', line: 'clinic', name: 'Chairside Design' }
const lab = { product: 'lab-base', line: 'lab', name: 'Lab Design', quantity: 3 }
const dentures = { product: 'lab-dentures', line: 'lab', name: 'Dentures' }
const points = { product: 'lab-points', line: 'lab', name: 'Design Points', quantity: 500 }
const ortho = { product: 'ortho-base', line: 'ortho', name: 'Ortho Planner' }
const studio = { product: 'render-studio', line: 'render', name: 'Render Studio', generation: '3.1' }
const nodes = { product: 'render-node', line: 'render', name: 'Render Node', generation: '3.1', quantity: 10 }

/** The evaluation dongles of the drawer: for Lindenhof Dental they lead to every result. */
export function demoDongles(now: Date): DemoDongle[] {
  const commercial = (number: string) => ({ number, kind: 'commercial' as const })
  const dongle = (
    name: string,
    shows: string,
    company: DemoDongle['company'],
    contract: DemoDongle['contract'],
    licenses: readonly DemoLicense[],
  ): DemoDongle => ({ name, shows, company, contract, licenses, now })
  return [
    dongle(
      'partly-moved',
      'Line clinic: its licenses move, those of line lab stay on the dongle.',
      'lindenhof',
      commercial('A-1001'),
      [clinic, scan, { ...design, endsInDays: 400 }, lab, dentures],
    ),
    dongle(
      'all-moved',
      'Line clinic: everything moves. Move it, then once more: already moved.',
      'lindenhof',
      commercial('A-1002'),
      [clinic, scan],
    ),
    dongle('no-subscription', 'Line clinic: no contract and no key license, nothing moves.', null, null, [
      { ...scan, backed: false },
    ]),
    dongle(
      'temporary-subscription',
      'Line clinic: no contract, but a key license: a temporary subscription starts.',
      null,
      null,
      [
        { ...clinic, backed: false },
        { ...design, backed: false },
      ],
    ),
    dongle(
      'other-company',
      'Line clinic: it belongs to Harbor Dental Lab and is refused.',
      'harbor',
      commercial('A-1003'),
      [clinic, scan],
    ),
    dongle(
      'nothing-relevant',
      'Line clinic: it holds licenses of line lab only. Line lab: 30 days to go back.',
      'lindenhof',
      commercial('A-1004'),
      [lab, points],
    ),
    dongle('wave-to-come', 'Line ortho: its wave opens in 45 days.', 'lindenhof', commercial('A-1005'), [ortho]),
    dongle('render-studio', 'Line render: the whole dongle moves, for good.', 'lindenhof', commercial('A-1006'), [
      studio,
      nodes,
    ]),
    dongle(
      'render-old',
      'Line render: one perpetual license of generation 2.4 keeps the whole dongle.',
      'lindenhof',
      commercial('A-1007'),
      [studio, { ...nodes, generation: '2.4' }],
    ),
    dongle(
      'student',
      'Line clinic: educational, its reseller has not confirmed yet.',
      'lindenhof',
      { number: 'E-3001', kind: 'educational' },
      [clinic],
    ),
    dongle(
      'trial',
      'Line lab: a trial that is not registered stays.',
      'lindenhof',
      { number: 'T-4001', kind: 'trial' },
      [lab],
    ),
    dongle('switched-off', 'Line clinic: the vendor switched its transfer off.', 'lindenhof', commercial('A-1008'), [
      clinic,
    ]),
  ]
}

/** The license list of a demo dongle. */
export function licensesOf(dongle: DemoDongle): License[] {
  const place = demoDongles(dongle.now).findIndex((other) => other.name === dongle.name)
  return dongle.licenses.map(({ product, line, name, generation = '3.0', quantity = 1, endsInDays }, index) => ({
    id: demoId('license', (place + 1) * 10 + index),
    line,
    product,
    name,
    generation,
    quantity,
    term: termOf(dongle.now, endsInDays),
  }))
}

function termOf(now: Date, endsInDays: number | undefined): Term {
  return endsInDays === undefined
    ? { kind: 'perpetual' }
    : { kind: 'until', until: addDays(now, endsInDays).toISOString().slice(0, 10) }
}
