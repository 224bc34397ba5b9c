import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { argv } from 'node:process'
import { RotatingFile } from './rotating-file.ts'

// Started by rotating-file.test.ts on a small disk of its own: rotates, fills the disk, logs on, frees the disk and logs on.
// Its only line on stdout is what the log holds in the end.

const [folder = ''] = argv.slice(2)
const path = join(folder, 'a.log')
const log = new RotatingFile(path, { sizeBytes: 100_000, olderCount: 3 })
const line = (name: string, sizeBytes = 0) => `${JSON.stringify({ name, text: 'x'.repeat(sizeBytes) })}\n`
for (let count = 0; count < 40; count++) log.write(line(`before ${count}`, 10_000))
const fillers = fill()
log.write(line('newest on a full disk', 20_000))
for (let count = 0; count < 5; count++) log.write(line(`then ${count}`, 10_000))
for (const filler of fillers) rmSync(filler)
log.write(line('after'))
const files = ['.3', '.2', '.1', ''].map((end) => path + end).filter((file) => existsSync(file))
const lines = files.flatMap((file) => readFileSync(file, 'utf8').trimEnd().split('\n'))
console.log(JSON.stringify(lines.map((text) => JSON.parse(text).name).slice(-7)))

function fill(): string[] {
  const made: string[] = []
  for (let count = 0; ; count++) {
    try {
      made.push(join(folder, `filler-${count}`))
      writeFileSync(made.at(-1) ?? '', new Uint8Array(4096))
    } catch {
      return made.filter((file) => existsSync(file))
    }
  }
}
