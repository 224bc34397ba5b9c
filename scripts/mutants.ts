import { huntMutants } from '../sim/mutants/hunt.ts'

// `npm run mutants [-- PART-OF-A-NAME]`: mistakes planted in a copy of the protocol's code, and the seed that catches each.
const figures = huntMutants(process.cwd(), process.argv[2], console.log)
console.log(JSON.stringify(figures))
process.exitCode = figures.caught === figures.mutants ? 0 : 1
