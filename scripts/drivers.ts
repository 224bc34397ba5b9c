import { parseArgs } from 'node:util'
import { startVitest } from 'vitest/node'

// `npm run drivers -- --kills 200 --dialogues 1000`: the contract of the drivers, with as many kills and hostile answers as asked for.
// `npm test` runs the same with few. A name behind it runs the files that have it in their path.

const contractFiles = ['packages/license-server/src/dongle/drivers', 'test/cards', 'test/drivers/example-driver']
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { kills: { type: 'string', default: '200' }, dialogues: { type: 'string', default: '1000' } },
})
const driverSizes = { kills: Number(values.kills), dialogues: Number(values.dialogues) }
const files = positionals.length > 0 ? positionals : contractFiles
const vitest = await startVitest('test', files, { run: true, watch: false, provide: { driverSizes } })
await vitest.close()
