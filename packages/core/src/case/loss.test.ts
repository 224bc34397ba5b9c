import { expect, test } from 'vitest'
import type { LicenseId } from '../id.ts'
import type { License, Term } from '../license.ts'
import { decideLoss, type LossInput } from './loss.ts'

const now = new Date('2027-03-01T12:00:00.000Z')
const license = (term: Term): License => ({
  id: 'lic_00000000000000000000000000' as LicenseId,
  line: 'clinic',
  product: 'clinic-scan',
  name: 'Scan',
  generation: '3.0',
  quantity: 4,
  term,
})
const perpetual = license({ kind: 'perpetual' })
const until = (day: string) => license({ kind: 'until', until: day })
const given = (changes: Partial<LossInput>): LossInput => ({
  onDongle: [perpetual],
  bridged: false,
  usable: 0,
  bridgeDays: 14,
  now,
  ...changes,
})

test.each<[string, Partial<LossInput>, string[], string]>([
  ['a perpetual license is bridged for the days support has', {}, ['2027-03-15'], 'bridged'],
  ['never longer than the right itself', { onDongle: [until('2027-03-04')] }, ['2027-03-04'], 'bridged'],
  ['what has ended is not bridged', { onDongle: [until('2027-02-28')] }, [], 'ordinary'],
  ['once per dongle, ever: then it is a production stop', { bridged: true }, [], 'production-stop'],
  ['unless other licenses of its lines run', { bridged: true, usable: 1 }, [], 'ordinary'],
  ['nothing is on it', { onDongle: [] }, [], 'ordinary'],
])('[Q98] %s', (_, changes, ends, severity) => {
  const decision = decideLoss(given(changes))
  expect(decision.bridge.map((bridge) => bridge.until)).toEqual(ends)
  expect(decision.severity).toBe(severity)
})
