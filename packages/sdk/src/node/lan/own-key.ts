import { link, mkdir, readFile, rename, unlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { base64url } from '@undongle/core/encoding'
import { idSchema, makeId, type NodeId } from '@undongle/core/id'
import { joinSecretSchema } from '@undongle/core/lan/join-token'
import { z } from 'zod'

const ownKeySchema = z.strictObject({ node: idSchema('node'), key: joinSecretSchema })
export type OwnKey = { readonly node: NodeId; readonly key: string }

/**
 * The key by which this machine is known in the network. Made once, and written before it is used: a key whose owner forgot it would leave a
 * node that nobody is. So of two applications that begin together one makes it, and the other reads it.
 */
export async function ownKey(folder: string): Promise<OwnKey> {
  const file = path.join(folder, 'node.json')
  const kept = await readKey(file)
  if (kept !== undefined) return kept
  const random = (sizeBytes: number) => crypto.getRandomValues(new Uint8Array(sizeBytes))
  const made = { node: makeId('node', new Date(), random), key: base64url(random(32)) }
  const draft = `${file}.${made.node}`
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await writeFile(draft, JSON.stringify(made), { mode: 0o600, flush: true, flag: 'wx' })
  await link(draft, file).catch(async () => {
    // Another one was first; or one that nobody can read is in the way; or this file system has no links.
    if ((await readKey(file)) === undefined) await rename(draft, file)
  })
  await unlink(draft).catch(() => undefined)
  const first = await readKey(file)
  if (first === undefined) throw new Error('no key of this machine can be kept in the folder')
  return first
}

async function readKey(file: string): Promise<OwnKey | undefined> {
  try {
    const kept = ownKeySchema.safeParse(JSON.parse(await readFile(file, 'utf8')))
    return kept.success ? kept.data : undefined
  } catch {
    return undefined
  }
}
