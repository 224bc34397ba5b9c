import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { assert } from '@undongle/core/assert'

/** One file of `packages/cloud/migrations`, as text and as the fingerprint by which a later edit is found out. */
export interface Migration {
  readonly name: string
  readonly text: string
  readonly sha256: string
}

/** Reads the folder in order. Each file has a number of its own and opens with why it is there. */
export async function readMigrations(folder: string): Promise<readonly Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).toSorted()
  const numbers = new Set(names.map((name) => name.slice(0, 4)))
  assert(numbers.size === names.length, `two migrations in ${folder} have the same number`)
  return Promise.all(names.map((name) => readMigration(folder, name)))
}

async function readMigration(folder: string, name: string): Promise<Migration> {
  assert(/^\d{4}-[a-z0-9-]+\.sql$/.test(name), `the migration ${name} is not named like 0001-title.sql`)
  // A checkout on Windows may have turned the line ends; that is no edit.
  const text = (await readFile(join(folder, name), 'utf8')).replaceAll('\r\n', '\n')
  assert(/^-- \S/.test(text), `the migration ${name} does not open with a comment that says why`)
  return { name, text, sha256: createHash('sha256').update(text).digest('hex') }
}
