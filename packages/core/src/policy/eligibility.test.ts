import { expect, test } from 'vitest'
import { checkEligibility, type EligibilityFacts, isEligible } from './eligibility.ts'
import { presets } from './presets.ts'
import type { RuleName } from './rule.ts'

/** A dongle that passes every rule of the render preset. */
const good: EligibilityFacts = {
  dongles: ['RD-77'],
  driver: { name: 'usb-detect', version: '6.51', evaluation: false },
  sameMachine: true,
  licenseServerVersion: '0.1.0',
  online: true,
  signedInAs: 'ines@pixelmill.example',
  assignment: 'same-company',
  targetUser: { name: 'ines@pixelmill.example', inCompany: true },
  dongleEnabled: true,
  waveOpensAt: '2026-01-01T00:00:00.000Z',
  heldBack: [],
  moving: 2,
  reseller: null,
  now: new Date('2026-11-22T00:00:00.000Z'),
}

const answer = (rule: RuleName, facts: Partial<EligibilityFacts>, preset: keyof typeof presets = 'render') =>
  checkEligibility(presets[preset], { ...good, ...facts }).find((entry) => entry.rule === rule)

test.each(Object.keys(presets) as (keyof typeof presets)[])('%s: a good dongle is green in every rule', (preset) => {
  const answers = checkEligibility(presets[preset], good)
  expect(answers.map(({ answer }) => answer)).toEqual(presets[preset].rules.map(() => 'pass'))
  expect(isEligible(answers)).toBe(true)
})

test.each<[string, RuleName, Partial<EligibilityFacts>, RegExp, RegExp]>([
  ['[Q14] two dongles: both are named', 'dongle-count', { dongles: ['RD-77', 'RD-78'] }, /RD-77, RD-78/, /unplug/],
  ['[Q14] no dongle', 'dongle-count', { dongles: [] }, /No dongle is/, /Plug it in/],
  [
    '[Q15] an old driver',
    'driver-version',
    { driver: { name: 'usb-detect', version: '5.99', evaluation: false } },
    /5\.99 is older than 6\.00/,
    /Install/,
  ],
  [
    '[Q16] a dongle in another machine',
    'same-machine',
    { sameMachine: false },
    /another machine/,
    /this License Server/,
  ],
  ['[Q17] the cloud does not answer', 'online', { online: false }, /cannot be reached/, /network/],
  ['[Q18] nobody is signed in', 'signed-in', { signedInAs: undefined }, /Nobody/, /ONLINE LICENSING/],
  [
    '[Q19] assigned to another company',
    'same-company',
    { assignment: 'other-company' },
    /another company/,
    /Render support/,
  ],
  [
    '[Q20] a target username of another company',
    'target-user',
    { targetUser: { name: 'x', inCompany: false } },
    /does not belong/,
    /own company/,
  ],
  ['[Q26] switched off by the vendor', 'dongle-enabled', { dongleEnabled: false }, /switched/, /Render support/],
  ['[Q12] an old License Server', 'license-server-version', { licenseServerVersion: '0.0.9' }, /older than/, /Update/],
  [
    '[Q21] an old perpetual license is named',
    'generation',
    { heldBack: [{ rule: 'generation', names: ['Render Node 2.4'] }] },
    /Render Node 2\.4/,
    /Render support/,
  ],
])('%s is red, with the reason and the fix [Q22]', (_, rule, facts, reason, fix) => {
  const red = answer(rule, facts)
  expect(red?.answer).toBe('fail')
  expect(red?.reason).toMatch(reason)
  expect(red?.fix).toMatch(fix)
  expect(isEligible(checkEligibility(presets.render, { ...good, ...facts }))).toBe(false)
})

test('6.10 is newer than 6.9, and 6 is 6.00', () => {
  const version = (text: string) =>
    answer('driver-version', { driver: { name: 'usb-detect', version: text, evaluation: false } })?.answer
  expect([version('6'), version('6.10'), version('5.100')]).toEqual(['pass', 'pass', 'fail'])
})

test('a driver without a minimum in the policy passes', () => {
  expect(answer('driver-version', { driver: { name: 'pkcs11', version: '2.6', evaluation: false } })?.answer).toBe(
    'pass',
  )
})

test.each<[string, Partial<EligibilityFacts>, RegExp]>([
  ['a date to come is named', { waveOpensAt: '2027-01-05T00:00:00.000Z' }, /2027-01-05/],
  ['no date yet', { waveOpensAt: null }, /No date/],
])('[Q09] a wave that has not come: %s', (_, facts, reason) => {
  expect(answer('wave-open', facts, 'lab')).toMatchObject({ answer: 'fail', reason: expect.stringMatching(reason) })
})

test('what is not known yet is neither green nor red', () => {
  const unknown = {
    driver: undefined,
    sameMachine: undefined,
    online: undefined,
    assignment: undefined,
    targetUser: undefined,
    dongleEnabled: undefined,
    heldBack: undefined,
  }
  const answers = checkEligibility(presets.render, { ...good, ...unknown }).filter(
    (entry) => entry.answer === 'unknown',
  )
  expect(answers.map(({ rule }) => rule)).toEqual([
    'driver-version',
    'same-machine',
    'online',
    'same-company',
    'target-user',
    'dongle-enabled',
    'generation',
    'contract',
  ])
  expect(answers.every(({ fix }) => fix !== '')).toBe(true)
})

test('what a rule found is said by its code and what it is about, so that a page can say it in another language', () => {
  expect(answer('driver-version', { driver: { name: 'usb-detect', version: '5.99', evaluation: false } })).toEqual({
    rule: 'driver-version',
    answer: 'fail',
    reason: 'Driver usb-detect 5.99 is older than 6.00.',
    fix: 'Install driver version 6.00 or newer.',
    code: 'driver-too-old',
    about: { driver: 'usb-detect', version: '5.99', needed: '6.00' },
  })
})

test('a name that looks like a place for a value is taken as it is, and words without end are cut', () => {
  const odd = { name: '{{needed}} $&', inCompany: false }
  expect(answer('target-user', { targetUser: odd })?.reason).toBe('{{needed}} $& does not belong to your company.')
  const names = Array.from({ length: 100 }, (_, at) => `License number ${at}`)
  const long = answer('generation', { heldBack: [{ rule: 'generation', names }] })
  expect([long?.reason.length, long?.about.licenses?.length]).toEqual([500, 500])
})

const student = [{ rule: 'reseller-confirmed' as const, names: ['Scan for students'] }]
const nordmark = { name: 'Nordmark Dental Supplies', email: 'help@nordmark.example', phone: '+45 555 0100' }

test('[Q24] where the reseller decides, the next step names this customer’s reseller and how to reach it', () => {
  expect(answer('reseller-confirmed', { heldBack: student, moving: 0, reseller: nordmark }, 'clinic')).toEqual({
    rule: 'reseller-confirmed',
    code: 'own-reseller-holds',
    about: {
      licenses: 'Scan for students',
      reseller: 'Nordmark Dental Supplies (help@nordmark.example, +45 555 0100)',
    },
    answer: 'fail',
    reason: 'Your reseller has not confirmed yet: Scan for students.',
    fix: 'Ask your reseller Nordmark Dental Supplies (help@nordmark.example, +45 555 0100) to confirm.',
  })
  const noPhone = { ...nordmark, phone: '' }
  expect(answer('reseller-confirmed', { heldBack: student, moving: 0, reseller: noPhone }, 'clinic')?.fix).toContain(
    '(help@nordmark.example)',
  )
  expect(answer('reseller-confirmed', { heldBack: student, moving: 0 }, 'clinic')?.fix).toMatch(/Clinic support/)
})

test('[Q23] under a policy by line, what holds back all there is holds the dongle back; one license of several stays alone', () => {
  const trial = [{ rule: 'trial-registered' as const, names: ['Design trial'] }]
  expect(answer('trial-registered', { heldBack: trial, moving: 0 }, 'lab')?.answer).toBe('fail')
  expect(answer('trial-registered', { heldBack: trial, moving: 1 }, 'lab')?.answer).toBe('pass')
})

test('[Q52] a dongle without a contract can be run: the answer bridges, or sends to support', () => {
  const held = [{ rule: 'contract' as const, names: ['Scan'] }]
  expect(answer('contract', { heldBack: held, moving: 0 }, 'clinic')?.answer).toBe('pass')
})

test('under a policy by line, a license that is held back stays and holds nothing else back', () => {
  const held = [{ rule: 'contract' as const, names: ['Scan'] }]
  expect(answer('contract', { heldBack: held }, 'clinic')).toMatchObject({
    answer: 'pass',
    reason: expect.stringMatching(/Scan.*stay on the dongle/),
  })
})
