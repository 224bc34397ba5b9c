import { readFileSync } from 'node:fs'
import { compareWithRecorded, idsIn, provenBy } from './requirements/proven.ts'
import { readTestReport } from './test/report.ts'

/** `npm run requirements`, after a test run: which requirements the passing tests prove. The last line is JSON. */
const required = idsIn(readFileSync('docs/requirements.md', 'utf8'))
const titles = readTestReport().tests.flatMap((test) => (test.status === 'passed' ? [test.title] : []))
const recorded: string[] = JSON.parse(readFileSync('test/requirements-open.json', 'utf8'))

const proven = provenBy(titles, required)
const open = required.filter((id) => !proven.includes(id))
const complaints = compareWithRecorded(open, recorded, required)
for (const complaint of complaints) console.error(complaint)
console.log(JSON.stringify({ required: required.length, proven: proven.length, open }))
process.exitCode = complaints.length === 0 ? 0 : 1
