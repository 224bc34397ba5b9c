import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Mistake } from './mistakes.ts'

/** A copy of the sources that may be spoiled. What is installed is linked to, except our own packages: those are the copy's. */
export function copySources(root: string): { folder: string; remove(): void } {
  const folder = mkdtempSync(path.join(tmpdir(), 'undongle-mutants-'))
  for (const part of ['packages', 'sim', 'scripts']) {
    cpSync(path.join(root, part), path.join(folder, part), { recursive: true, filter: isSource })
  }
  // With its time: a lock file newer than what is installed would have everything installed anew.
  for (const file of ['package.json', 'package-lock.json', 'tsconfig.json'])
    cpSync(path.join(root, file), path.join(folder, file), { preserveTimestamps: true })
  linkInstalled(root, folder)
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/** Puts a mistake in. @returns how to take it out. @throws where the code is no longer what the table says */
export function plant(folder: string, { name, file, from, to }: Mistake): () => void {
  const target = path.join(folder, file)
  const text = readFileSync(target, 'utf8')
  const places = text.split(from).length - 1
  if (places !== 1) throw new Error(`"${name}": ${file} has ${places} places of it, and must have one`)
  writeFileSync(
    target,
    text.replace(from, () => to),
  )
  return () => writeFileSync(target, text)
}

const isSource = (file: string): boolean => !/[\\/](node_modules|dist|web)$/.test(file) && !/\.test\.tsx?$/.test(file)

function linkInstalled(root: string, folder: string): void {
  const [from, to] = [path.join(root, 'node_modules'), path.join(folder, 'node_modules')]
  mkdirSync(path.join(to, '@undongle'), { recursive: true })
  for (const entry of readdirSync(from)) {
    if (entry !== '@undongle') symlinkSync(path.join(from, entry), path.join(to, entry), 'junction')
  }
  for (const name of ['core', 'cloud', 'license-server']) {
    symlinkSync(path.join(folder, 'packages', name), path.join(to, '@undongle', name), 'junction')
    const own = path.join(root, 'packages', name, 'node_modules')
    try {
      if (readdirSync(own).length > 0) symlinkSync(own, path.join(folder, 'packages', name, 'node_modules'), 'junction')
    } catch {
      // Most packages have nothing installed for themselves alone.
    }
  }
}
