import { expect, test } from 'vitest'
import { explainPolicy, topics } from './explain.ts'
import { type TransferPolicy, transferPolicySchema } from './policy.ts'
import { presets } from './presets.ts'
import { eligibilityRuleSchema } from './rule.ts'

const said = (policy: TransferPolicy): string =>
  explainPolicy(policy)
    .sentences.map(({ say }) => say)
    .join('\n')

test.each<[string, TransferPolicy, string]>([
  [
    'clinic cannot be skipped',
    presets.clinic,
    'It cannot be skipped: from version 6.0 on, licenses on a dongle are no longer read',
  ],
  ['lab asks once, at the update', presets.lab, 'is asked once, when it updates to version 3.0 or newer'],
  ['render is started by the user', presets.render, 'who wants it starts it'],
  ['clinic moves all dongles', presets.clinic, 'All dongles in the machine move in one run.'],
  ['render moves one', presets.render, 'One dongle moves at a time.'],
  ['lab has a way back', presets.lab, 'For 30 days the dongle works on beside the cloud'],
  ['render has none', presets.render, 'What has moved cannot go back.'],
  ['render’s dongle is dead afterwards', presets.render, 'The dongle cannot be used for licenses afterwards.'],
  ['[Q61] lab moves licenses only', presets.lab, 'Only licenses move. No customer data is read or sent.'],
  ['clinic bridges', presets.clinic, 'for 14 days, once per dongle'],
  ['render moves all or none', presets.render, 'Every license on the dongle moves, or none'],
  ['clinic asks to keep the dongle plugged in', presets.clinic, 'Keep the dongle plugged in until the confirmation.'],
  [
    'and to plug in no other',
    presets.clinic,
    'Plug in no other dongle meanwhile. If one is plugged in, it is ignored.',
  ],
])('%s', (_, policy, sentence) => {
  expect(said(policy)).toContain(sentence)
})

test('every rule has a sentence, and every sentence ends', () => {
  const rules = eligibilityRuleSchema.options.map(({ shape }) => shape.rule.value)
  expect(rules.length).toBeGreaterThan(10)
  for (const policy of Object.values(presets)) {
    const { sentences } = explainPolicy(policy)
    expect(sentences.filter(({ topic }) => topic === 'rules')).toHaveLength(policy.rules.length)
    for (const { say } of sentences) expect(say).toMatch(/[.]$/)
    expect(new Set(sentences.map(({ topic }) => topic))).toEqual(new Set(topics))
    expect(said(policy)).not.toContain('{{')
  }
})

test('[Q19] of a rule that only the License Server can see, it is said that the cloud takes its word', () => {
  const rules = eligibilityRuleSchema
    .array()
    .parse([
      { rule: 'dongle-count', exactly: 1 },
      { rule: 'same-machine' },
      { rule: 'driver-version', atLeast: { pkcs11: '2.40' } },
      { rule: 'license-server-version', atLeast: '0.1.0' },
      { rule: 'production-dongle' },
      { rule: 'same-company' },
      { rule: 'contract' },
      { rule: 'wave-open' },
    ])
  const { sentences } = explainPolicy({ ...presets.render, rules })
  const trusted = sentences.filter(({ topic }) => topic === 'rules').map(({ say }) => say.includes('takes its word'))
  expect(trusted).toEqual([true, true, true, true, true, false, false, false])
})

test('numbers are those of the policy', () => {
  const policy = transferPolicySchema.parse({ ...presets.lab, graceDays: 1, offlineDays: 0, usualMinutes: 1 })
  expect(said(policy)).toMatch(/For one day the dongle works on/)
  expect(said(policy)).toMatch(/need a network connection all the time/)
  expect(said(policy)).toMatch(/about a minute/)
})
