import { expect, test } from 'vitest'
import { makeId } from '../id.ts'
import type { License } from '../license.ts'
import { type DoctorFacts, diagnose } from './diagnose.ts'
import { failingLayer, wordsOf } from './finding.ts'
import { type Layer, layers } from './layer.ts'

const now = new Date('2026-11-22T12:00:00.000Z')
const zeros = (sizeBytes: number) => new Uint8Array(sizeBytes)
const scan: License = {
  id: makeId('license', now, zeros),
  line: 'clinic',
  product: 'clinic-scan',
  name: 'Scan',
  generation: '3.0',
  quantity: 1,
  term: { kind: 'perpetual' },
}
const driver = { name: 'pkcs11 a.so', version: '6.10', available: true, why: '', evaluation: false }
const broken = { ...driver, name: 'pkcs11 b.so', available: false, why: 'not a driver' }
const dongle = {
  dongle: 'one',
  key: null,
  serial: 'ONE',
  label: 'Dongle ONE',
  driver: { name: 'pkcs11', version: '6.10', evaluation: false },
  state: 'ready',
  problem: null,
  grade: null,
  pin: 'none',
  generation: 1,
  licenses: [],
} as const satisfies DoctorFacts['dongles'][number]
const damaged = {
  ...dongle,
  state: 'damaged',
  problem: { type: '', title: 'The dongle is damaged.', status: 409, code: 'dongle-damaged', next: '', requestId: '' },
} as const
const signedIn: DoctorFacts['signIn'] = {
  state: 'signed-in',
  user: { id: makeId('user', now, zeros), email: 'ada@smile.example', name: 'Ada' },
  company: { id: makeId('company', now, zeros), name: 'Smile Dental' },
  licenseServer: makeId('licenseServer', now, zeros),
  since: now.toISOString(),
}

const healthy: DoctorFacts = {
  port: 30304,
  versionNeeded: null,
  disk: { freeBytes: 1e9 },
  clock: 'trusted',
  clockOffMs: 400,
  cloud: { address: 'https://cloud.example', way: 'cloud-answers' },
  signIn: signedIn,
  refusedAccount: null,
  licenses: [scan],
  isTold: true,
  dongleService: { enabled: true, drivers: [driver] },
  dongles: [dongle],
  refusedSeat: null,
  now,
}

test('[Q100] a machine on which everything works has one good finding for each layer', () => {
  const found = diagnose(healthy)
  expect(found.map(({ layer }) => layer)).toEqual(layers)
  expect(found.every(({ answer }) => answer === 'pass')).toBe(true)
  expect(failingLayer(found)).toBeNull()
})

const away = (way: DoctorFacts['cloud']['way']) => ({ cloud: { address: 'https://cloud.example', way } })

test.each<[string, Partial<DoctorFacts>, Layer]>([
  ['a full disk', { disk: { freeBytes: 1000 } }, 'disk'],
  ['a journal that cannot be written', { disk: { failure: 'The disk is full.' } }, 'disk'],
  ['a clock an hour off', { clockOffMs: -3_600_000 }, 'clock'],
  ['a clock set back', { clock: 'behind' }, 'clock'],
  ['a clock nobody can trust', { clock: 'needs-contact' }, 'clock'],
  ['a name the network does not know', away('name-unknown'), 'network'],
  ['a refused connection', away('connection-refused'), 'network'],
  ['silence', away('timed-out'), 'network'],
  ['a certificate of somebody else', away('certificate-refused'), 'network'],
  ['a cloud out of order', away('cloud-down'), 'network'],
  ['the sign-in page of a guest network', away('other-answer'), 'proxy'],
  ['nobody signed in', { signIn: { state: 'signed-out' } }, 'account'],
  [
    'a sign-in the cloud refuses',
    { refusedAccount: { about: '', code: 'machine-unknown', say: 'Not registered any more.' } },
    'account',
  ],
  ['a company without licenses', { licenses: [] }, 'entitlement'],
  [
    'licenses that have ended',
    { licenses: [{ ...scan, term: { kind: 'until', until: '2026-11-21' } }] },
    'entitlement',
  ],
  ['a broken driver', { dongleService: { enabled: true, drivers: [broken] }, dongles: [] }, 'driver'],
  ['a damaged dongle', { dongles: [damaged] }, 'usb'],
  [
    'a seat refused',
    { refusedSeat: { about: 'clinic-scan', code: 'no-seat-free', say: 'Every seat is in use.' } },
    'seat',
  ],
])('[Q100] %s: the doctor names the layer, and what to do', (_, changes, layer) => {
  const found = diagnose({ ...healthy, ...changes })
  expect(failingLayer(found)).toBe(layer)
  for (const finding of found.filter(({ answer }) => answer === 'fail')) {
    const { say, next } = wordsOf(finding)
    expect(say).not.toContain('{{')
    expect(next).not.toBe('')
  }
})

test.each<[string, Partial<DoctorFacts>, string, string]>([
  ['a switch that is off', { dongleService: { enabled: false, drivers: [] } }, 'service', 'service-off'],
  ['no dongle plugged in', { dongles: [] }, 'usb', 'no-dongle'],
  ['a dongle that nothing here reads', { dongles: [{ ...damaged, state: 'unread' }] }, 'usb', 'dongle-unread'],
  [
    'a driver nobody needs',
    { dongleService: { enabled: true, drivers: [driver, broken] } },
    'driver',
    'other-driver-fails',
  ],
  ['another port', { port: 8123 }, 'port', 'port-other'],
  ['[Q12] a License Server that is too old to move a dongle', { versionNeeded: '0.2' }, 'port', 'server-outdated'],
])('%s is worth a note, and fails nothing', (_, changes, layer, code) => {
  const found = diagnose({ ...healthy, ...changes })
  expect(found.find((finding) => finding.layer === layer)).toMatchObject({ code, answer: 'note' })
  expect(failingLayer(found)).toBeNull()
})

test('each problem behind a finding is told by its code too, so that a page can say it in another language', () => {
  const other = {
    ...damaged,
    label: 'Dongle TWO',
    problem: { ...damaged.problem, code: 'dongle-busy', title: 'Busy.' },
  }
  const found = diagnose({ ...healthy, dongles: [damaged, other] })
  expect(found.find(({ code }) => code === 'dongle-fails')).toMatchObject({
    about: 'Dongle ONE: The dongle is damaged. Dongle TWO: Busy.',
    causes: [
      { about: 'Dongle ONE', code: 'dongle-damaged' },
      { about: 'Dongle TWO', code: 'dongle-busy' },
    ],
  })
  const refused = { about: '', code: 'machine-unknown', say: 'Not registered.' }
  expect(diagnose({ ...healthy, refusedAccount: refused }).find(({ layer }) => layer === 'account')).toMatchObject({
    about: 'Not registered.',
    causes: [{ about: '', code: 'machine-unknown' }],
  })
})

test('what is not known while the cloud is silent is said so, and blames nobody', () => {
  const found = diagnose({ ...healthy, ...away('timed-out'), licenses: [], isTold: false })
  const answers = Object.fromEntries(found.map(({ layer, answer }) => [layer, answer]))
  expect(answers).toMatchObject({ network: 'fail', proxy: 'unknown', account: 'unknown', entitlement: 'unknown' })
})
