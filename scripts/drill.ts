import { parseArgs } from 'node:util'
import { runDrill } from '../sim/drill/drill.ts'
import { prepareGround } from '../sim/ground.ts'

// `npm run drill -- --machines 200 --days 9`: the cloud is away, everybody works, and it comes back from an older backup.
const { values } = parseArgs({
  options: { machines: { type: 'string', default: '200' }, days: { type: 'string', default: '9' } },
})
const figures = await runDrill(await prepareGround(), { machines: Number(values.machines), days: Number(values.days) })
console.log(JSON.stringify(figures))
