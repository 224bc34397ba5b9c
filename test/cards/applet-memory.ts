import { generateKeyPairSync, sign } from 'node:crypto'
import { type AppletState, hashOf, type StoredDocument, thumbprintOf } from './applet-state.ts'
import type { CardMemory } from './memory.ts'

/** What a document may take up at most. */
const areaLimitBytes = 32 * 1024
/** All of the card's room for documents. */
const roomLimitBytes = 64 * 1024
const areas = 66

/**
 * The applet's lasting memory. A generation is written into the slot that is not in use, the documents that it names stand already,
 * and one byte says which slot holds: writing that byte is the whole change. What no slot in use names is free.
 */
export class AppletMemory {
  readonly #memory: CardMemory
  /** The document being loaded; in working memory, so a loss of power forgets it. */
  #loading: { readonly area: number; sizeBytes: number } | undefined

  constructor(memory: CardMemory) {
    this.#memory = memory
  }

  forgetLoading(): void {
    this.#loading = undefined
  }

  state(): AppletState | undefined {
    const slot = this.#memory.read('current')[0]
    return slot === undefined ? undefined : JSON.parse(Buffer.from(this.#memory.read(`slot-${slot}`)).toString())
  }

  put(state: AppletState): void {
    const slot = this.#memory.read('current')[0] === 1 ? 2 : 1
    this.#memory.write(`slot-${slot}`, Buffer.from(JSON.stringify(state)))
    this.#memory.write('current', Uint8Array.of(slot))
    this.forgetLoading()
  }

  key(): Key | undefined {
    if (this.#memory.read('has-key').length === 0) return undefined
    const { x, y, ...rest } = JSON.parse(Buffer.from(this.#memory.read('key')).toString())
    const point = Buffer.concat([Uint8Array.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')])
    const key = { format: 'jwk', dsaEncoding: 'ieee-p1363', key: { x, y, ...rest } } as const
    return { point, thumbprint: thumbprintOf({ x, y }), sign: (text) => sign('sha256', Buffer.from(text), key) }
  }

  /** Once: a power loss before the last byte leaves a card that has none. */
  makeKey(): void {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    this.#memory.write('key', Buffer.from(JSON.stringify(privateKey.export({ format: 'jwk' }))))
    this.#memory.write('has-key', Uint8Array.of(1))
  }

  /** @returns false where it does not follow what was loaded, or there is no room */
  load(offset: number, bytes: Uint8Array): 'loaded' | 'not-the-next' | 'no-room' {
    if (offset === 0) this.#loading = { area: this.#freeArea(), sizeBytes: 0 }
    const loading = this.#loading
    if (loading === undefined || loading.sizeBytes !== offset) return 'not-the-next'
    if (offset + bytes.length > Math.min(areaLimitBytes, this.roomBytes())) return 'no-room'
    const before = this.#memory.read(`area-${loading.area}`).subarray(0, offset)
    this.#memory.write(`area-${loading.area}`, Buffer.concat([before, bytes]))
    loading.sizeBytes += bytes.length
    return 'loaded'
  }

  /** The loaded document, if it is the one with this hash. */
  loaded(hash: string): StoredDocument | undefined {
    if (this.#loading === undefined) return undefined
    const document = { hash, ...this.#loading }
    return hashOf(this.document(document)) === hash ? document : undefined
  }

  document({ area, sizeBytes }: Pick<StoredDocument, 'area' | 'sizeBytes'>): Uint8Array {
    return this.#memory.read(`area-${area}`).subarray(0, sizeBytes)
  }

  roomBytes(): number {
    return roomLimitBytes - this.#used().reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
  }

  #used(): readonly StoredDocument[] {
    const state = this.state()
    return state === undefined ? [] : [state.list, ...state.orders]
  }

  #freeArea(): number {
    const taken = new Set(this.#used().map(({ area }) => area))
    return Array.from({ length: areas }, (_, area) => area).find((area) => !taken.has(area)) ?? areas
  }
}

interface Key {
  /** 04 ‖ x ‖ y */
  readonly point: Uint8Array
  readonly thumbprint: string
  /** ECDSA with SHA-256, r ‖ s. */
  sign(text: string): Uint8Array
}
