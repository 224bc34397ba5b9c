import path from 'node:path'
import { runs } from '../spec/runs/runs.ts'
import { checkModels } from './spin/check-models.ts'

/**
 * `npm run spin`: searches the models of the transfer protocol, and each deliberate mistake. `-- --full` does all runs,
 * `-- TEXT` those with the text in their name. The last line is one JSON line of figures; the exit code agrees with it.
 */
const args = process.argv.slice(2)
const text = args.filter((arg) => arg !== '--full').join(' ')
const chosen = runs.filter((run) =>
  text === '' ? args.includes('--full') || run.size === 'small' : run.name.includes(text),
)
const figures = await checkModels(chosen, path.join(process.cwd(), 'spec'), (line) => console.log(line))
console.log(JSON.stringify(figures))
process.exitCode = chosen.length > 0 && figures.errors === 0 && figures.caught === figures.mistakes ? 0 : 1
