import { fromUtf8 } from '@undongle/core/encoding'
import { type Checkpoint, openCheckpoint, originOf } from '@undongle/core/log/checkpoint'
import { followCheckpoint } from '@undongle/core/log/follow'
import { logKeys } from '@undongle/core/log/inclusion'
import { checkpointPath, pathOfTile } from '@undongle/core/log/location'
import { type Tile, tileWidth } from '@undongle/core/log/tile'
import { verifySignature } from '@undongle/core/node/crypto'
import { z } from 'zod'
import { readSetting, writeSetting } from '../journal/settings.ts'
import type { Store } from '../journal/store.ts'
import { type CloudConnection, readCloudFile } from './client.ts'
import type { CloudKeys } from './keys.ts'

/**
 * What this License Server knows of the cloud's certificate log: nothing yet; that it only grew; that an older checkpoint, or one signed by
 * nobody it knows, was shown last; or that it was shown two pasts. Forked stays: both checkpoints are kept, and prove it to anybody.
 */
export type LogStanding = 'unknown' | 'consistent' | 'smaller' | 'refused' | 'forked'

/** The certificate log as one of its many watchers: the newest checkpoint that was seen is kept, and every new one held against it [Q93]. */
export class CertificateLogWatch {
  readonly #store: Store
  readonly #connection: CloudConnection
  readonly #now: () => Date
  #last: LogStanding | undefined

  constructor(store: Store, connection: CloudConnection, now: () => Date) {
    this.#store = store
    this.#connection = connection
    this.#now = now
  }

  standing(): LogStanding {
    if (readLogFork(this.#store) !== undefined) return 'forked'
    return this.#last ?? (readSetting(this.#store, 'log-checkpoint') === undefined ? 'unknown' : 'consistent')
  }

  /**
   * Looks at the checkpoint that is shown now. What can't be read or proven changes nothing: the next contact looks again.
   *
   * @throws ApiError `cloud-unreachable`
   */
  async look({ keys, issuer }: CloudKeys): Promise<LogStanding> {
    const bytes = await readCloudFile(this.#connection, checkpointPath)
    if (bytes === undefined) return this.standing()
    const open = (text: string) => openCheckpoint(text, originOf(issuer), logKeys(keys), verifySignature)
    const note = fromUtf8(bytes) ?? ''
    const shown = open(note)
    if (shown === undefined) return this.#settle('refused')
    const keptNote = readSetting(this.#store, 'log-checkpoint')
    const kept = keptNote === undefined ? undefined : open(keptNote)
    return this.#follow({ kept, keptNote, shown, note })
  }

  async #follow(checkpoints: {
    kept: Checkpoint | undefined
    keptNote: string | undefined
    shown: Checkpoint
    note: string
  }): Promise<LogStanding> {
    const { kept, keptNote, shown, note } = checkpoints
    const outcome = await followCheckpoint(kept, shown, (tile) => this.#loadTile(tile))
    switch (outcome) {
      case 'consistent':
        if (note !== keptNote) writeSetting(this.#store, 'log-checkpoint', note)
        return this.#settle('consistent')
      case 'smaller':
        return this.#settle('smaller')
      case 'forked': {
        const fork: LogFork = { kept: keptNote ?? '', shown: note, seenAt: this.#now().toISOString() }
        if (readLogFork(this.#store) === undefined) writeSetting(this.#store, 'log-fork', JSON.stringify(fork))
        return this.#settle('forked')
      }
      case 'tiles-wrong':
        return this.standing()
    }
  }

  #settle(standing: LogStanding): LogStanding {
    this.#last = standing
    return this.standing()
  }

  /** A partial tile goes when its full one is there; the full one begins with the same hashes. */
  async #loadTile(tile: Tile): Promise<Uint8Array | undefined> {
    const found = await readCloudFile(this.#connection, pathOfTile(tile))
    return found ?? readCloudFile(this.#connection, pathOfTile({ ...tile, width: tileWidth }))
  }
}

/** Two checkpoints that the cloud signed and that can't both be true. */
const logForkSchema = z.strictObject({ kept: z.string(), shown: z.string(), seenAt: z.iso.datetime() })
export type LogFork = z.infer<typeof logForkSchema>

/** The evidence of a fork, for the support bundle and for whoever is shown it. */
export function readLogFork(store: Store): LogFork | undefined {
  const text = readSetting(store, 'log-fork')
  return text === undefined ? undefined : logForkSchema.parse(JSON.parse(text))
}
