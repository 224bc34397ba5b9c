import { readFileSync, writeFileSync } from 'node:fs'
import { compareWithRecorded, idsIn, provenBy } from './requirements/proven.ts'
import { readTestReport } from './test/report.ts'

/**
 * `npm run requirements`, after a test run: which requirements the passing tests prove. The last line is JSON.
 * With `-- --shrink` it takes what is proven off the recorded list; nothing ever adds to it.
 */
const openFile = 'test/requirements-open.json'
const required = idsIn(readFileSync('docs/requirements.md', 'utf8'))
const titles = readTestReport().tests.flatMap((test) => (test.status === 'passed' ? [test.title] : []))
const recorded: string[] = JSON.parse(readFileSync(openFile, 'utf8'))

const proven = provenBy(titles, required)
const open = required.filter((id) => !proven.includes(id))
const kept = process.argv.includes('--shrink') ? recorded.filter((id) => open.includes(id)) : recorded
if (kept.length < recorded.length) writeFileSync(openFile, `${JSON.stringify(kept, null, 2)}\n`)
const complaints = compareWithRecorded(open, kept, required)
for (const complaint of complaints) console.error(complaint)
console.log(JSON.stringify({ required: required.length, proven: proven.length, open }))
process.exitCode = complaints.length === 0 ? 0 : 1
