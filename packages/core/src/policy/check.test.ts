import { expect, test } from 'vitest'
import { checkPolicy } from './check.ts'
import { presets } from './presets.ts'

const { clinic, lab, render } = presets

/** Every place a draft is wrong at, with what is said about it. */
function faultsOf(draft: unknown): string[] {
  const checked = checkPolicy(draft)
  return checked.ok ? [] : checked.faults.map(({ pointer, detail }) => `${pointer} ${detail}`)
}

test.each(Object.keys(presets) as (keyof typeof presets)[])('the preset %s is whole', (name) => {
  expect(faultsOf(presets[name])).toEqual([])
})

test.each<[string, unknown, RegExp]>([
  [
    'mandatory without a cut-over',
    { ...clinic, cutOverVersion: null, offeredAt: 'never' },
    /^\/cutOverVersion .*mandatory/,
  ],
  ['an offer that no version makes', { ...render, offeredAt: 'update' }, /^\/offeredAt .*"never"/],
  ['mandatory and never offered', { ...clinic, offeredAt: 'never' }, /^\/offeredAt .*mandatory/],
  ['no way back, said of one with a way back', { ...lab, disclaimers: ['way-back', 'no-way-back'] }, /no-way-back/],
  [
    'a dead dongle, said of one in its grace',
    { ...lab, disclaimers: ['way-back', 'dongle-unusable-afterwards'] },
    /works on/,
  ],
  ['a way back nobody is told of', { ...lab, disclaimers: [] }, /lacks "way-back"/],
  ['a way back that is none', { ...clinic, disclaimers: ['way-back', 'no-way-back'] }, /graceDays is 0/],
  ['an end nobody is told of', { ...clinic, disclaimers: [] }, /lacks "no-way-back"/],
  [
    'a contact nobody checks',
    { ...render, rules: render.rules.filter(({ rule }) => rule !== 'target-user') },
    /lacks "target-user"/,
  ],
  [
    'another company’s dongle without a rule',
    { ...clinic, rules: clinic.rules.filter(({ rule }) => rule !== 'same-company') },
    /lacks "same-company"/,
  ],
  [
    'a dongle switched off without a rule',
    { ...clinic, rules: clinic.rules.filter(({ rule }) => rule !== 'dongle-enabled') },
    /lacks "dongle-enabled"/,
  ],
  [
    'a number of dongles where all move',
    { ...clinic, rules: [...clinic.rules, { rule: 'dongle-count', exactly: 1 }] },
    /dongle-count/,
  ],
  ['two minimum versions', { ...render, minimumLicenseServerVersion: '9.0' }, /^\/minimumLicenseServerVersion /],
  [
    'a minimum version without its rule',
    { ...clinic, minimumLicenseServerVersion: '9.0' },
    /^\/minimumLicenseServerVersion /,
  ],
  ['a step nobody offers', { ...clinic, stepUp: 'password' }, /^\/stepUp /],
  ['the same rule twice', { ...clinic, rules: [...clinic.rules, { rule: 'online' }] }, /^\/rules\/6 .*twice/],
  ['the same disclaimer twice', { ...lab, disclaimers: ['way-back', 'way-back'] }, /^\/disclaimers\/1 .*twice/],
  [
    'a viewer who transfers',
    { ...clinic, whoMayTransfer: ['company-owner', 'company-viewer'] },
    /^\/whoMayTransfer\/1 /,
  ],
  ['a vendor who transfers', { ...clinic, whoMayTransfer: ['vendor-operator'] }, /^\/whoMayTransfer\/0 /],
  ['a member nobody knows', { ...clinic, 'a/b~c': 1 }, /Unrecognized key/],
  ['a rule nobody knows', { ...clinic, rules: [{ rule: 'full-moon' }] }, /^\/rules\/0\/rule /],
  ['a number that is a word', { ...clinic, graceDays: 'thirty' }, /^\/graceDays /],
  [
    'an address that is no registered one',
    { ...clinic, returnAddresses: ['javascript:alert(1)'] },
    /^\/returnAddresses\/0 /,
  ],
])('%s', (_, draft, fault) => {
  expect(faultsOf(draft)).toEqual(expect.arrayContaining([expect.stringMatching(fault)]))
})

test.each([[undefined], [null], [[]], ['clinic'], [7]])('%j is no policy at all', (draft) => {
  expect(faultsOf(draft)).toHaveLength(1)
})

test('every fault is told at once', () => {
  const faults = faultsOf({ ...clinic, graceDays: 7, stepUp: 'password', cutOverVersion: null })
  expect(faults.map((fault) => fault.split(' ')[0])).toEqual([
    '/cutOverVersion',
    '/offeredAt',
    '/disclaimers',
    '/disclaimers',
    '/stepUp',
  ])
})
