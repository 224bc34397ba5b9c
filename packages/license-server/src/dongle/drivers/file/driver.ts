import { mkdirSync } from 'node:fs'
import { thumbprint } from '@undongle/core/key'
import type { DongleDriver, DongleRef } from '../../driver.ts'
import { DongleError } from '../../error.ts'
import { openSession } from '../../session.ts'
import {
  type FileDongle,
  fileKey,
  fileManufacturer,
  fileModel,
  findFileDongles,
  folderNameSchema,
  makeFileDongle,
} from './folder.ts'
import { type FileSettings, FileStorage, identityOf } from './storage.ts'

/** "Undongle file key, evaluation grade": for trying things out and for tests. It proves nothing against copying. */
export function fileDriver(settings: FileSettings): DongleDriver {
  return {
    name: 'file',
    available: async () => ({ available: true, version: '1' }),
    list: async () => findFileDongles(settings.plugFolder).map(refOf),
    open: async (key) => openSession(new FileStorage(settings, key)),
    makeKey: async (key) => {
      const find = () => findFileDongles(settings.plugFolder).find((dongle) => dongle.key === key)
      if (find() === undefined) makeMissing(settings, key)
      const made = find()
      if (made === undefined) throw new DongleError('driver-unavailable', `${key} was not made`)
      return identityOf(made)
    },
  }
}

function makeMissing({ plugFolder, readOnly }: FileSettings, key: string): void {
  if (readOnly) throw new DongleError('read-only')
  const serial = folderNameSchema.safeParse(key.slice(fileKey('').length))
  if (!serial.success || fileKey(serial.data) !== key)
    throw new DongleError('unsupported', 'not a name for a file dongle')
  mkdirSync(plugFolder, { recursive: true })
  makeFileDongle(plugFolder, serial.data)
}

function refOf({ key, label, serial, publicKey }: FileDongle): DongleRef {
  return {
    driver: 'file',
    key,
    id: thumbprint(publicKey),
    label,
    manufacturer: fileManufacturer,
    model: fileModel,
    serial,
  }
}
