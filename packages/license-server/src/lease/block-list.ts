import { ApiError } from '@undongle/core/api/error'
import { type BlockList, blockedName, isRevoked, openBlockList } from '@undongle/core/document/block-list'
import type { DocumentKey } from '@undongle/core/document/jws'
import type { Lease } from '@undongle/core/document/lease'
import { verifySignature } from '@undongle/core/node/crypto'
import { toSeconds } from '@undongle/core/time'
import { type CloudConnection, callCloud } from '../cloud/client.ts'
import { readSetting, writeSetting } from '../journal/settings.ts'
import type { Store } from '../journal/store.ts'

interface Deps {
  readonly store: Store
  readonly connection: CloudConnection
  readonly keys: () => readonly DocumentKey[]
}

/**
 * The status list as the cloud last signed it: dongles that were reported lost, and leases, licenses and machines that count no more. What stands
 * in it is not served here, with or without the cloud. Kept in the journal, and believed by its signature alone.
 */
export class LostDongles {
  readonly #deps: Deps
  /** Asked for with every seat and changed once in weeks: the same text is verified once. */
  #opened: { readonly text: string; readonly names: ReadonlySet<string>; readonly list: BlockList } | undefined

  constructor(deps: Deps) {
    this.#deps = deps
  }

  isLost(serial: string): boolean {
    return this.#kept()?.names.has(blockedName(serial)) ?? false
  }

  isRevoked(lease: Lease, now: Date): boolean {
    const list = this.#kept()?.list
    return list !== undefined && isRevoked(list, lease, toSeconds(now))
  }

  /**
   * A lease or the cloud named this version: the list is asked for when it is newer than the one at hand, which no older one ever replaces.
   *
   * @throws ApiError `cloud-unreachable`, `document-refused`
   */
  async heardOf(version: number): Promise<void> {
    const known = this.#kept()?.list.version ?? 0
    if (version <= known) return
    const { list } = await callCloud(this.#deps.connection, 'block-list.read')
    if (list !== null && this.#open(list).version > known) writeSetting(this.#deps.store, 'block-list', list)
  }

  #kept() {
    const text = readSetting(this.#deps.store, 'block-list')
    if (text === undefined) return undefined
    if (this.#opened?.text !== text) {
      const opened = openBlockList(text, this.#deps.keys(), verifySignature)
      if (!opened.ok) return undefined
      const list = opened.claims
      this.#opened = { text, names: new Set(list.dongles), list }
    }
    return this.#opened
  }

  #open(document: string): BlockList {
    const opened = openBlockList(document, this.#deps.keys(), verifySignature)
    if (!opened.ok) throw new ApiError('document-refused', { detail: `block list: ${opened.fault}` })
    return opened.claims
  }
}
