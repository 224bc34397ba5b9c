import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import { CommandError } from '../command/command-error.ts'

/** @throws CommandError `bundle-missing`: a checkout has no Node of its own, and would be torn away from under the service by the next build */
export function expectBundle(folder: string): void {
  const needed = ['runtime', 'app/license-server/dist/main.js']
  if (needed.every((name) => existsSync(path.join(folder, name)))) return
  throw new CommandError(
    'refused',
    'bundle-missing',
    `${folder} is not the folder of a bundle.`,
    'Run the command line of a bundle; `npm run bundle` makes one.',
  )
}

/** Puts a copy of a tree in the place of another. Whoever looks sees the old one or the new one; everybody may read it. */
export function replaceTree(from: string, to: string, wanted: (name: string) => boolean): void {
  const [fresh, old] = [`${to}.new`, `${to}.old`]
  for (const left of [fresh, old]) rmSync(left, { recursive: true, force: true })
  mkdirSync(path.dirname(to), { recursive: true })
  cpSync(from, fresh, {
    recursive: true,
    filter: (source) => path.dirname(source) !== from || wanted(path.basename(source)),
  })
  chmodSync(fresh, 0o755)
  for (const entry of readdirSync(fresh, { recursive: true, withFileTypes: true }))
    openToAll(entry.parentPath, entry.name)
  if (existsSync(to)) renameSync(to, old)
  renameSync(fresh, to)
  rmSync(old, { recursive: true, force: true })
}

/** Whoever unpacked it may have kept it to themselves. */
function openToAll(folder: string, name: string): void {
  const place = path.join(folder, name)
  const stat = statSync(place)
  chmodSync(place, stat.isDirectory() || (stat.mode & 0o100) !== 0 ? 0o755 : 0o644)
}
