import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { ApiError } from '@undongle/core/api/error'
import { moveFileDongle } from './drivers/file/drawer.ts'

/** Evaluation dongles are folders: in the drawer, or plugged in. Moving one is one rename. */
export class Drawer {
  readonly #drawerFolder: string
  /** What the file driver looks at. */
  readonly plugFolder: string
  readonly #changed: () => void

  /** @param changed told after each move, so that the page need not wait for the next look */
  constructor(folder: string, changed: () => void = () => undefined) {
    this.#drawerFolder = path.join(folder, 'drawer')
    this.plugFolder = path.join(folder, 'plugged')
    this.#changed = changed
  }

  list(): { name: string; plugged: boolean; shows: string }[] {
    const rows = [
      ...namesIn(this.#drawerFolder).map((name) => ({ name, plugged: false, shows: noteIn(this.#drawerFolder, name) })),
      ...namesIn(this.plugFolder).map((name) => ({ name, plugged: true, shows: noteIn(this.plugFolder, name) })),
    ]
    return rows.sort((a, b) => a.name.localeCompare(b.name))
  }

  /** @throws ApiError `not-found` */
  put(name: string, plugged: boolean): { name: string; plugged: boolean } {
    const [from, to] = plugged ? [this.#drawerFolder, this.plugFolder] : [this.plugFolder, this.#drawerFolder]
    if (namesIn(to).includes(name)) return { name, plugged }
    if (!namesIn(from).includes(name)) throw new ApiError('not-found')
    moveFileDongle(name, from, to)
    this.#changed()
    return { name, plugged }
  }
}

function namesIn(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => entry.name)
}

/** What a dongle of the drawer is there to show: a line of text beside its files. */
function noteIn(folder: string, name: string): string {
  const file = path.join(folder, name, 'shows.txt')
  return existsSync(file) ? readFileSync(file, 'utf8').trim().slice(0, 200) : ''
}
