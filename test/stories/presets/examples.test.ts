import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { checkPolicy } from '@undongle/core/policy/check'
import { explainPolicy, topics } from '@undongle/core/policy/explain'
import { expect, test } from 'vitest'

// The policies of examples/policies are whole: the same check that stands before publishing finds no fault, and each can be said in words.

const folder = path.join(import.meta.dirname, '../../../examples/policies')
const files = readdirSync(folder).filter((file) => file.endsWith('.json'))

test.each(files)('the example %s is whole, has its own name, and can be explained', (file) => {
  const checked = checkPolicy(JSON.parse(readFileSync(path.join(folder, file), 'utf8')))
  if (!checked.ok) return expect.fail(JSON.stringify(checked.faults))
  expect(`${checked.policy.name}.json`).toBe(file)
  const { sentences } = explainPolicy(checked.policy)
  expect(new Set(sentences.map(({ topic }) => topic))).toEqual(new Set(topics))
})

test('the page beside them names each', () => {
  const page = readFileSync(path.join(folder, 'README.md'), 'utf8')
  expect(files.filter((file) => !page.includes(`(${file})`))).toEqual([])
  expect(files.length).toBeGreaterThanOrEqual(3)
})
