import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { publicKeySchema } from '@undongle/core/key'
import type { PrivateKey } from '@undongle/core/node/crypto'
import { errorCode, inFolder, syncFolder } from '@undongle/core/node/folder'
import { z } from 'zod'

// Signing keys on disk: one file a purpose, readable by this user alone, replaced as a whole.

const privateKeySchema = z
  .object({ d: z.string().regex(/^[A-Za-z0-9_-]{43}$/) })
  .loose()
  .transform(({ d, ...key }): PrivateKey => ({ ...publicKeySchema.parse(key), d }))

/** The key that signs now, and the one every verifier already knows for the day it is replaced. */
const purposeFileSchema = z.strictObject({ current: privateKeySchema, next: privateKeySchema })
export type PurposeKeys = z.output<typeof purposeFileSchema>

const rootFileSchema = z.strictObject({ key: privateKeySchema })
const keySetFileSchema = z.strictObject({ root: publicKeySchema, keySet: z.string(), rootThumbprint: z.string() })
const secretFileSchema = z.strictObject({ secret: z.string().regex(/^[A-Za-z0-9_-]{43}$/) })

export const keyFileSchemas = {
  purpose: purposeFileSchema,
  root: rootFileSchema,
  keySet: keySetFileSchema,
  secret: secretFileSchema,
} as const

export const keysFolder = (dataDir: string): string => join(dataDir, 'keys')

/** @returns undefined when there is no such file */
export async function readKeyFile<Schema extends z.ZodType>(
  dataDir: string,
  name: string,
  schema: Schema,
): Promise<z.output<Schema> | undefined> {
  try {
    return schema.parse(JSON.parse(await readFile(join(keysFolder(dataDir), `${name}.json`), 'utf8')))
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw error
  }
}

/** Written beside, flushed, then renamed: a power cut leaves the old file or the new one. */
export async function writeKeyFile(dataDir: string, name: string, content: unknown): Promise<void> {
  const folder = keysFolder(dataDir)
  await inFolder(folder, async () => {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const file = join(folder, `${name}.json`)
    const handle = await open(`${file}.new`, 'w', 0o600)
    try {
      await handle.writeFile(`${JSON.stringify(content, null, 2)}\n`)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(`${file}.new`, file)
    syncFolder(folder)
  })
}
