import { accessSync, constants, rmSync, statfsSync } from 'node:fs'
import { join } from 'node:path'
import { objectsPerDongle, orderSizeBytes } from '@undongle/core/dongle/limits'
import { thumbprint } from '@undongle/core/key'
import { signWith } from '@undongle/core/node/crypto'
import { syncFolder } from '@undongle/core/node/folder'
import type { DongleCapabilities, DongleIdentity } from '../../driver.ts'
import { DongleError, type DongleFault } from '../../error.ts'
import { type DongleStorage, type DongleVisit, kindOfName, type StoredObject } from '../../storage.ts'
import { writeDurably } from './durable.ts'
import {
  type FileDongle,
  fileManufacturer,
  fileModel,
  findFileDongles,
  namesIn,
  ownFiles,
  readFileDongle,
  readHostKey,
  readLimited,
} from './folder.ts'

export interface FileSettings {
  /** Where plugged dongles stand. */
  plugFolder: string
  readOnly: boolean
  /** The most our objects may take on one dongle, in bytes; null leaves it to the disk. */
  roomLimitBytes: number | null
}

/** One file dongle: objects are files, the key is a file. Crash-safe where rename is; anybody can copy it. */
export class FileStorage implements DongleStorage {
  readonly #settings: FileSettings
  readonly #key: string
  readonly #id: string
  readonly #neighbors: ReadonlySet<string>

  constructor(settings: FileSettings, key: string) {
    this.#settings = settings
    this.#key = key
    const dongles = findFileDongles(settings.plugFolder)
    const dongle = dongles.find((candidate) => candidate.key === key)
    if (dongle === undefined) throw new DongleError('removed', key)
    this.#id = thumbprint(dongle.publicKey)
    this.#neighbors = new Set(dongles.map((candidate) => candidate.key))
  }

  unlock(): void {}

  close(): void {}

  visit<T>(_mode: 'read' | 'write', work: (visit: DongleVisit) => T): T {
    const dongle = this.#find()
    try {
      return work(this.#visitIn(dongle))
    } catch (error) {
      throw this.#toDongleError(error)
    }
  }

  #visitIn(dongle: FileDongle): DongleVisit {
    const pathOf = (name: string) => join(dongle.folder, name)
    return {
      identify: () => identityOf(dongle),
      capabilities: () => this.#capabilities(dongle),
      objects: () => objectsIn(dongle),
      create: ({ name, value }) => writeDurably(pathOf(name), value, 0o644),
      destroy: (handle) => {
        rmSync(pathOf(handle), { force: true, recursive: true })
        syncFolder(dongle.folder)
      },
      lookAgain: () => {},
      confirm: () => this.#expectSame(readFileDongle(dongle.folder)),
      sign: (message) => {
        const key = readHostKey(dongle)
        if (key !== undefined) return signWith(key)(message)
        this.#expectSame(readFileDongle(dongle.folder))
        throw new DongleError('damaged', 'the key of the file dongle can not be read')
      },
    }
  }

  #capabilities(dongle: FileDongle): DongleCapabilities {
    const readOnly = this.#settings.readOnly || !isWritable(dongle.folder)
    return {
      grade: { class: readOnly ? 'B' : 'A', crashSafe: !readOnly, tamperProof: false },
      readOnly,
      pin: 'none',
      pinTries: 'many',
      signs: ['ES256'],
      roomBytes: this.#roomBytes(dongle),
      evaluation: true,
    }
  }

  #roomBytes(dongle: FileDongle): number {
    const { bavail, bsize } = statfsSync(dongle.folder)
    const limit = this.#settings.roomLimitBytes
    if (limit === null) return bavail * bsize
    const used = objectsIn(dongle).reduce((sum, object) => sum + object.value.length, 0)
    return Math.min(bavail * bsize, Math.max(0, limit - used))
  }

  #find(): FileDongle {
    const dongle = findFileDongles(this.#settings.plugFolder).find((candidate) => candidate.key === this.#key)
    this.#expectSame(dongle)
    return dongle
  }

  #expectSame(dongle: FileDongle | undefined): asserts dongle is FileDongle {
    if (dongle === undefined || dongle.key !== this.#key) throw this.#gone()
    if (thumbprint(dongle.publicKey) !== this.#id) throw new DongleError('replaced', 'same serial, another key')
  }

  /** Another dongle where there was none before says: the wrong one was plugged in. */
  #gone(): DongleError {
    const dongles = findFileDongles(this.#settings.plugFolder)
    const newcomer = dongles.find((dongle) => !this.#neighbors.has(dongle.key))
    return newcomer === undefined ? new DongleError('removed', this.#key) : new DongleError('replaced', newcomer.key)
  }

  #toDongleError(error: unknown): unknown {
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined
    const fault = code === undefined ? undefined : faults[code]
    if (fault === 'removed') return this.#gone()
    return fault === undefined ? error : new DongleError(fault, code)
  }
}

const faults: Record<string, DongleFault | undefined> = {
  ENOENT: 'removed',
  ENOTDIR: 'removed',
  EIO: 'removed',
  ENODEV: 'removed',
  ENOSPC: 'dongle-full',
  EDQUOT: 'dongle-full',
  EFBIG: 'dongle-full',
  EROFS: 'read-only',
  EACCES: 'read-only',
  EPERM: 'read-only',
  EBUSY: 'busy',
}

export function identityOf({ key, label, serial, publicKey }: FileDongle): DongleIdentity {
  const names = { key, label, serial, manufacturer: fileManufacturer, model: fileModel }
  return { driver: 'file', id: thumbprint(publicKey), publicKey, firmware: '1', ...names }
}

function objectsIn(dongle: FileDongle): StoredObject[] {
  const names = namesIn(dongle.folder).filter((name) => !ownFiles.includes(name))
  if (names.length >= objectsPerDongle) throw new DongleError('damaged', `more than ${objectsPerDongle - 1} objects`)
  return names.map((name) => {
    const value = readLimited(join(dongle.folder, name), orderSizeBytes) ?? new Uint8Array(0)
    return { handle: name, kind: kindOfName(name), value }
  })
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    return false
  }
}
