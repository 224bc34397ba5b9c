import { spawnSync } from 'node:child_process'
import { copySources, plant } from './copy.ts'
import { type Mistake, mistakes } from './mistakes.ts'

export interface MutantFigures {
  readonly mutants: number
  readonly caught: number
}

/** A mistake that so many worlds do not show is not caught. */
const seedsMost = 3000

/**
 * Plants one mistake after the other in a copy of the production code, and lets the simulation look for it.
 *
 * @param only how many, or which by a part of the name; all when left out
 */
export function huntMutants(root: string, only: string | undefined, tell: (line: string) => void): MutantFigures {
  const hunted = mistakes.filter(({ name }) => only === undefined || name.includes(only))
  const copy = copySources(root)
  try {
    const caught = hunted.filter((mistake) => {
      const remove = plant(copy.folder, mistake)
      const seed = firstSeed(copy.folder, mistake, tell)
      remove()
      tell(
        `${seed === undefined ? 'NOT CAUGHT' : `seed ${String(seed).padStart(4)}`}  ${mistake.worldClass.padEnd(5)}  ${mistake.name}`,
      )
      return seed !== undefined
    })
    return { mutants: hunted.length, caught: caught.length }
  } finally {
    copy.remove()
  }
}

/** The seed that shows the mistake, of those that any worker found first. */
function firstSeed(folder: string, { worldClass }: Mistake, tell: (line: string) => void): number | undefined {
  const asked = ['scripts/run.mjs', 'sim', '--seeds', String(seedsMost), '--class', worldClass, '--first']
  const { stdout, stderr } = spawnSync(process.execPath, asked, {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  const seed = /^seed (\d+) fails/m.exec(stdout)?.[1]
  if (seed === undefined && !stdout.includes('"failures":0')) tell(stderr.slice(-2000))
  return seed === undefined ? undefined : Number(seed)
}
