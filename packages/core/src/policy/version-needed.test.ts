import { expect, test } from 'vitest'
import type { EligibilityRule } from './rule.ts'
import { versionNeeded } from './version-needed.ts'

const asking = (atLeast: string): { rules: EligibilityRule[] } => ({
  rules: [{ rule: 'online' }, { rule: 'license-server-version', atLeast }],
})

test.each<[string, Parameters<typeof versionNeeded>[0], string | null]>([
  [
    '[Q12] an older one is told the newest that any line asks for',
    [asking('0.9'), asking('0.10'), asking('0.2')],
    '0.10',
  ],
  ['one that is new enough is told nothing', [asking('0.1.0'), asking('0.0.9')], null],
  ['where no line asks nothing is told', [{ rules: [{ rule: 'online' }] }], null],
])('%s', (_, policies, needed) => {
  expect(versionNeeded(policies, '0.1.0')).toBe(needed)
})
