import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, test } from 'vitest'

/** What a driver may be able to do: the columns of the table in docs/reference/drivers.md. */
const capabilities = [
  'found and read whole',
  'signs, retires, cancels',
  'pulled, swapped, several',
  'spoiled by others',
  'killed in the middle',
  'runtime fails or lies',
] as const
export type Capability = (typeof capabilities)[number]

const page = new URL('../../../../../docs/reference/drivers.md', import.meta.url)

/** The parts of the contract that a driver is put through; at their end the row of the table says what they showed. */
export function describeCapabilities(driver: string, parts: Partial<Record<Capability, () => void>>): void {
  const failed = new Set<Capability>()
  for (const capability of capabilities) {
    const part = parts[capability]
    if (part === undefined) continue
    describe(capability, () => {
      afterEach(({ task }) => {
        if (task.result?.state === 'fail') failed.add(capability)
      })
      part()
    })
  }

  test('the table of the drivers shows what was seen here', () => {
    const results = capabilities.map((capability) => {
      if (parts[capability] === undefined) return '–'
      return failed.has(capability) ? 'fails' : 'passes'
    })
    const row = `| ${[driver, ...results].join(' | ')} |`
    console.log(row)
    // A driver from elsewhere is not in our table.
    const shown = readFileSync(page, 'utf8')
      .split('\n')
      .filter((line) => line.startsWith(`| ${driver} |`))
    expect(shown).toEqual(shown.length === 0 ? [] : [row])
  })
}
