import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

// `npm run bench -- NAME`: runs bench/NAME.ts, whose last line is one JSON line of figures.
const folder = path.join(path.dirname(import.meta.dirname), 'bench')
const name = process.argv[2] ?? ''
const file = path.join(folder, `${name}.ts`)
if (/^[a-z-]+$/.test(name) && existsSync(file)) {
  const bench: { run(): Promise<object> } = await import(pathToFileURL(file).href)
  console.log(JSON.stringify(await bench.run()))
} else {
  const names = readdirSync(folder).flatMap((entry) => (entry.endsWith('.ts') ? [entry.slice(0, -3)] : []))
  console.error(`Which benchmark? npm run bench -- ${names.join(' | ')}`)
  process.exitCode = 2
}
