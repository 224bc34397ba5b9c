import path from 'node:path'
import { expect, test } from 'vitest'
import { checkModels } from '../../scripts/spin/check-models.ts'
import { runs } from '../../spec/runs/runs.ts'
import { needs } from '../needs.ts'

const small = runs.filter((run) => run.size === 'small')
const options = { ...needs('spin', 'gcc', 'libc6-dev'), timeout: 600_000 }

test(
  '[Q91] [Q92] the models break no rule, and each deliberate mistake is caught by its own rule',
  options,
  async () => {
    const bad: string[] = []
    const figures = await checkModels(small, path.join(process.cwd(), 'spec'), (line) => {
      if (line.startsWith('BAD')) bad.push(line)
    })
    expect(bad).toEqual([])
    const mistakes = small.filter((run) => run.kind === 'mistake').length
    expect(figures).toMatchObject({ errors: 0, mistakes, caught: mistakes })
    expect(figures.states).toBeGreaterThan(500_000)
  },
)
