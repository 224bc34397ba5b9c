import { lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { utf8 } from '@undongle/core/encoding'
import { type PublicKey, publicKeySchema } from '@undongle/core/key'
import { makeP256Key, type PrivateKey, publicKeyOf } from '@undongle/core/node/crypto'
import { syncFolder } from '@undongle/core/node/folder'
import { z } from 'zod'
import { writeDurably } from './durable.ts'

// A file dongle is a folder with `.undongle` in it. Plugged in = standing in the plug folder. Moving it there from a drawer
// is one rename, which every system does at once and whole.

export const fileManufacturer = 'Undongle'
export const fileModel = 'file key, evaluation grade'
const inside = '.undongle'
const cardName = 'device.json'
const keyName = 'device.key'
export const ownFiles: readonly string[] = [cardName, keyName]
const cardLimitBytes = 4096
const maxFolders = 64

/** A name that is a plain file name on every system. It is also the dongle's serial. */
export const folderNameSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,47}$/, 'is not a plain name')

const cardSchema = z.strictObject({
  format: z.literal('undongle/1'),
  serial: folderNameSchema,
  label: z.string().max(64),
  publicKey: publicKeySchema,
})

export interface FileDongle {
  folder: string
  key: string
  serial: string
  label: string
  publicKey: PublicKey
}

export const fileKey = (serial: string): string => `${fileManufacturer}|${fileModel}|${serial}`

/** Every file dongle that is plugged in. A folder without a readable card is none. */
export function findFileDongles(plugFolder: string): FileDongle[] {
  return namesIn(plugFolder)
    .slice(0, maxFolders)
    .flatMap((name) => {
      const dongle = readFileDongle(join(plugFolder, name, inside))
      return dongle === undefined ? [] : [dongle]
    })
}

export function readFileDongle(folder: string): FileDongle | undefined {
  const card = cardSchema.safeParse(readJson(join(folder, cardName)))
  if (!card.success) return undefined
  const { serial, label, publicKey } = card.data
  return { folder, key: fileKey(serial), serial, label, publicKey }
}

/** The host key of this dongle: a file that only its owner may read, which is why such a dongle proves little. */
export function readHostKey(dongle: FileDongle): PrivateKey | undefined {
  const parsed = hostKeySchema.safeParse(readJson(join(dongle.folder, keyName)))
  return parsed.success ? { ...dongle.publicKey, d: parsed.data.d } : undefined
}

const hostKeySchema = z.object({ d: z.string().regex(/^[A-Za-z0-9_-]{43}$/) })

/** Makes the folder, card and key under another name, then puts it in place in one step. */
export function makeFileDongle(plugFolder: string, serial: string): void {
  const name = folderNameSchema.parse(serial)
  const making = join(plugFolder, `.${name}.making`)
  rmSync(making, { recursive: true, force: true })
  mkdirSync(join(making, inside), { recursive: true })
  const privateKey = makeP256Key()
  const card = { format: 'undongle/1', serial: name, label: name, publicKey: publicKeyOf(privateKey) }
  writeDurably(join(making, inside, keyName), utf8(JSON.stringify(privateKey)), 0o600)
  writeDurably(join(making, inside, cardName), utf8(JSON.stringify(card)), 0o644)
  renameSync(making, join(plugFolder, name))
  syncFolder(plugFolder)
}

/** The names in a folder; none when it is not there. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).toSorted()
  } catch {
    return []
  }
}

/** @returns null for what is no plain file, too large, or gone */
export function readLimited(path: string, limitBytes: number): Uint8Array | null {
  try {
    const status = lstatSync(path)
    return status.isFile() && status.size <= limitBytes ? new Uint8Array(readFileSync(path)) : null
  } catch {
    return null
  }
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(readLimited(path, cardLimitBytes) ?? new Uint8Array()))
  } catch {
    return undefined
  }
}
