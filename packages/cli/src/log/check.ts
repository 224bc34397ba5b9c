import type { DocumentFault } from '@undongle/core/document/jws'
import { documentKeys, type KeyFile, openKeySet } from '@undongle/core/document/key-set'
import { base64, fromUtf8 } from '@undongle/core/encoding'
import { thumbprint } from '@undongle/core/key'
import { type AuditFault, auditLog } from '@undongle/core/log/audit'
import { type Checkpoint, noteKeyOf, openCheckpoint, originOf } from '@undongle/core/log/checkpoint'
import { type FollowedCheckpoint, followCheckpoint } from '@undongle/core/log/follow'
import { logKeys } from '@undongle/core/log/inclusion'
import type { LoadTile } from '@undongle/core/log/load-nodes'
import { tilePath } from '@undongle/core/log/tile'
import { verifySignature } from '@undongle/core/node/crypto'

/** What is checked, in this order, and what it proves. `kept` is checked where a checkpoint is kept from before. */
export const logChecks = {
  root: 'The root key is the one that was trusted.',
  'key-set': 'The cloud’s keys were signed by this root.',
  checkpoint: 'The cloud signed the checkpoint of this log.',
  tiles: 'Every entry and every tile is there, and together they are what the checkpoint says.',
  kept: 'The log only grew since the checkpoint that was kept.',
} as const satisfies Record<string, string>
type LogCheck = keyof typeof logChecks

type LogFault =
  | DocumentFault
  | 'wrong-root'
  | 'no-log'
  | 'checkpoint-refused'
  | AuditFault['fault']
  | Exclude<FollowedCheckpoint, 'consistent'>

export interface CheckedLog {
  readonly verified: boolean
  /** False when nobody said which root to trust: then the log only agrees with itself. */
  readonly rootTrusted: boolean
  readonly rootThumbprint: string
  /** The log's key as other tools of signed notes take it. */
  readonly key: string | null
  readonly checkpoint: {
    readonly origin: string
    readonly size: number
    readonly root: string
    readonly note: string
  } | null
  readonly checks: readonly {
    readonly check: LogCheck
    readonly fault: LogFault | null
    readonly file: string | null
  }[]
}

export interface LogToCheck {
  readonly keys: KeyFile
  readonly trustedRoot: string | undefined
  /** The checkpoint as it is shown now. */
  readonly note: Uint8Array | undefined
  /** The checkpoint that was kept, as text. */
  readonly kept: string | undefined
  readonly load: LoadTile
}

/** Reads the whole log and checks it. Stops at the first fault: what comes after it would prove nothing. */
export async function checkLog({ keys, trustedRoot, note, kept, load }: LogToCheck): Promise<CheckedLog> {
  const rootThumbprint = thumbprint(keys.root)
  const checks: CheckedLog['checks'][number][] = []
  let found: Pick<CheckedLog, 'key' | 'checkpoint'> = { key: null, checkpoint: null }
  const take = (check: LogCheck, fault: LogFault | undefined, file: string | null = null): boolean => {
    checks.push({ check, fault: fault ?? null, file })
    return fault === undefined
  }

  async function verify(): Promise<boolean> {
    const isTrusted = trustedRoot === undefined || trustedRoot === rootThumbprint
    if (!take('root', isTrusted ? undefined : 'wrong-root')) return false
    const opened = openKeySet(keys.keySet, keys.root, verifySignature)
    if (!opened.ok) return take('key-set', opened.fault)
    take('key-set', undefined)
    const origin = originOf(opened.claims.iss)
    const signers = logKeys(documentKeys(opened.claims))
    const open = (text: string) => openCheckpoint(text, origin, signers, verifySignature)
    if (note === undefined) return take('checkpoint', 'no-log')
    const text = fromUtf8(note) ?? ''
    const checkpoint = open(text)
    if (checkpoint === undefined) return take('checkpoint', 'checkpoint-refused')
    take('checkpoint', undefined)
    const [key] = signers
    found = { key: key === undefined ? null : noteKeyOf(origin, key), checkpoint: shownAs(checkpoint, text) }
    const audited = await auditLog(checkpoint, { loadEntries: load, loadTile: load })
    if (!take('tiles', audited?.fault, audited && 'tile' in audited ? tilePath(audited.tile) : null)) return false
    if (kept === undefined) return true
    const before = open(kept)
    if (before === undefined) return take('kept', 'checkpoint-refused')
    const followed = await followCheckpoint(before, checkpoint, load)
    return take('kept', followed === 'consistent' ? undefined : followed)
  }

  const verified = await verify()
  return { verified, rootTrusted: trustedRoot !== undefined, rootThumbprint, ...found, checks }
}

const shownAs = ({ origin, size, root }: Checkpoint, note: string): CheckedLog['checkpoint'] => ({
  origin,
  size,
  root: base64(root),
  note,
})
