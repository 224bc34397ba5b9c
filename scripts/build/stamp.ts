import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const stampFile = '.stamp'

/** True when the folder was built from exactly these inputs. Content decides, not times: git sets times as it likes. */
export function isCurrent(outDir: string, stamp: string): boolean {
  const file = path.join(outDir, stampFile)
  return existsSync(file) && readFileSync(file, 'utf8') === stamp
}

/** Called after a build has succeeded, so that a failed or interrupted one is made again. */
export function writeStamp(outDir: string, stamp: string): void {
  writeFileSync(path.join(outDir, stampFile), stamp)
}

/** A hash over the names and contents of all files under the inputs. Tests are left out: they change no result. */
export function stampOf(root: string, inputs: readonly string[]): string {
  const hash = createHash('sha256')
  for (const input of inputs) {
    for (const file of filesUnder(path.join(root, input))) {
      const name = path.relative(root, file).replaceAll(path.sep, '/')
      hash.update(`${name}\0`).update(readFileSync(file)).update('\0')
    }
  }
  return hash.digest('hex')
}

function filesUnder(place: string): string[] {
  if (!existsSync(place)) return []
  if (statSync(place).isFile()) return /\.test\.tsx?$/.test(place) ? [] : [place]
  return readdirSync(place)
    .sort()
    .filter((name) => name !== 'node_modules' && name !== 'dist')
    .flatMap((name) => filesUnder(path.join(place, name)))
}
