import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** A file as the rules see it: its path from the root of the checkout, with slashes, and its text. */
export interface SourceFile {
  readonly path: string
  readonly text: string
}

/** One breach of a rule, in words that tell the author what to change. */
export interface Breach {
  readonly path: string
  readonly say: string
}

export function readSourceFiles(root: string, endings: RegExp): SourceFile[] {
  return pathsUnder(root, '')
    .filter((file) => endings.test(file))
    .map((file) => ({ path: file, text: readFileSync(path.join(root, file), 'utf8') }))
}

const notOurs = new Set(['node_modules', 'dist', '.git', '.undongle', 'coverage', 'test-results'])

function pathsUnder(root: string, folder: string): string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true })
    .filter((entry) => !notOurs.has(entry.name))
    .flatMap((entry) => {
      const place = folder === '' ? entry.name : `${folder}/${entry.name}`
      return entry.isDirectory() ? pathsUnder(root, place) : [place]
    })
}
