import { mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { syncFolder } from '@undongle/core/node/folder'

import { findFileDongles, folderNameSchema } from './folder.ts'

/** Takes a file dongle from one folder to another: from the drawer into the plug folder, or back. One rename, so it is never half plugged in. */
export function moveFileDongle(name: string, from: string, to: string): void {
  const plain = folderNameSchema.parse(name)
  mkdirSync(to, { recursive: true })
  renameSync(join(from, plain), join(to, plain))
  syncFolder(to)
  syncFolder(from)
}

/** The names of the file dongles in a drawer. */
export function namesInDrawer(drawer: string): string[] {
  return findFileDongles(drawer).map((dongle) => dongle.serial)
}
