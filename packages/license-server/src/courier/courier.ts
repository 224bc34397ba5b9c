import { ApiError } from '@undongle/core/api/error'
import type { LocalAnswer } from '@undongle/core/api/local'
import type { CourierState } from '@undongle/core/api/local/courier'
import type { CourierAnswer } from '@undongle/core/courier/answer'
import { isGoodOnce } from '@undongle/core/courier/carried'
import { messagesMax } from '@undongle/core/courier/limits'
import { splitLetter } from '@undongle/core/courier/parts'
import type { KeyFile } from '@undongle/core/document/key-set'
import { base64url } from '@undongle/core/encoding'
import { random } from '@undongle/core/node/crypto'
import type { CloudKeys } from '../cloud/keys.ts'
import type { Store } from '../journal/store.ts'
import type { OwnIdentity } from '../sign-in/identity.ts'
import type { Account } from '../sign-in/session.ts'
import { type Bag, type PackedMessage, readBag, writeBag } from './bag.ts'
import { type AskedCall, isLook, isStale, keyOf } from './message.ts'
import { openAnswer } from './open-answer.ts'
import { makeRequest, newsIds } from './request.ts'

export interface CourierDeps {
  readonly store: Store
  readonly identity: OwnIdentity
  readonly machine: { readonly name: string; readonly version: string }
  readonly account: () => Account | undefined
  readonly keys: () => CloudKeys | undefined
  /** The keys as they are with this file, which is not kept yet. @throws ApiError `document-refused` */
  readonly believe: (file: KeyFile) => CloudKeys
  readonly keepKeys: (keys: CloudKeys) => void
  readonly signIn: (signIn: NonNullable<CourierAnswer['signIn']>) => void
  readonly keepNews: (news: { lines: unknown; licenses: unknown; asOf: Date }) => void
  /** Something was answered: whoever waits tries again. */
  readonly answered: () => void
  readonly now: () => Date
}

/** What the cloud said to one call. */
export interface BroughtReply {
  readonly status: number
  readonly body: string
}

/**
 * The way to the cloud for a machine without a network: calls are packed into a request file, and their replies unpacked from its answer.
 * Each is tried again by whoever made it, as after a lost message, and meets its reply then: so nothing of the protocol knows how it was carried [Q97].
 */
export class Courier {
  readonly #deps: CourierDeps
  #bag: Bag

  constructor(deps: CourierDeps) {
    this.#deps = deps
    this.#bag = readBag(deps.store)
  }

  get enabled(): boolean {
    return this.#bag.enabled
  }

  /** Switched off, it forgets what it was to carry: the network takes over, and each call is made again there. */
  put(enabled: boolean): CourierState {
    this.#keep({ ...this.#bag, enabled, ...(enabled ? {} : { messages: [], signIn: null }) })
    this.#deps.answered()
    return this.state()
  }

  /** Packs a call, or unpacks its reply. @throws ApiError `courier-waiting` */
  carry(call: AskedCall): BroughtReply {
    const key = keyOf(call)
    const now = this.#deps.now()
    const packed = this.#bag.messages.find((message) => message.key === key && !isStale(message, now))
    if (packed?.reply) return this.#unpack(packed, packed.reply)
    if (packed === undefined) this.#pack(call, key)
    throw new ApiError('courier-waiting')
  }

  /** The network took this call after all. */
  forget(call: AskedCall): void {
    const key = keyOf(call)
    if (this.#bag.messages.some((message) => message.key === key)) this.#drop((message) => message.key === key)
  }

  state(): CourierState {
    const { enabled, written, read, signIn, messages } = this.#bag
    const asksSignIn = enabled && this.#deps.account() === undefined
    const since = written?.at ?? this.#deps.now().toISOString()
    return {
      enabled,
      waiting: [
        ...(asksSignIn
          ? [
              {
                operation: 'sign-in' as const,
                state: signIn === null ? ('to-write' as const) : ('written' as const),
                since,
              },
            ]
          : []),
        ...messages.map(({ operation, since, ...message }) => ({ operation, state: standingOf(message), since })),
      ],
      written,
      read,
      rootFingerprint: this.#deps.keys()?.file.rootThumbprint ?? null,
    }
  }

  /** @throws ApiError `courier-off`, `courier-nothing` */
  write(): LocalAnswer<'courier.write'> {
    const { account, now } = this.#deps
    if (!this.#bag.enabled) throw new ApiError('courier-off')
    const waiting = this.#bag.messages.filter(({ reply }) => reply === null).slice(0, messagesMax - newsIds.length)
    const signedIn = account()
    if (signedIn !== undefined && waiting.length === 0) throw new ApiError('courier-nothing')
    const made = makeRequest({
      ...this.#deps,
      account: signedIn,
      keys: this.#deps.keys(),
      bag: this.#bag,
      messages: signedIn === undefined ? [] : waiting,
      now: now(),
    })
    const { number, expiresAt, letter, hash } = made
    const ids = new Set(waiting.map(({ id }) => id))
    this.#keep({
      ...this.#bag,
      written: { number, at: now().toISOString(), expiresAt },
      signIn: signedIn === undefined ? hash : null,
      messages: this.#bag.messages.map((message) => (ids.has(message.id) ? { ...message, written: number } : message)),
    })
    return { number, expiresAt, letter, fileName: `undongle-request-${number}.txt`, parts: splitLetter(letter) }
  }

  /**
   * Reads an answer. It is marked as read last: broken off before, the same file is read again, and does the same.
   *
   * @throws ApiError what was mixed up, by name; `courier-read` where nothing waits for it
   */
  take(text: string): CourierState {
    const { identity, now, signIn, keepKeys, keepNews, answered } = this.#deps
    const { answer, keys } = openAnswer(text, {
      jkt: identity.current.jkt,
      seal: this.#bag.seal,
      believe: (file) => (file === null ? this.#deps.keys() : this.#deps.believe(file)),
    })
    const signsIn = answer.signIn !== null && this.#bag.signIn === answer.request ? answer.signIn : null
    const awaited = new Map(answer.replies.map((reply) => [reply.id, reply]))
    const isAwaited = ({ id, reply }: PackedMessage) => reply === null && awaited.has(id)
    if (signsIn === null && !this.#bag.messages.some(isAwaited)) throw new ApiError('courier-read')
    keepKeys(keys)
    if (signsIn !== null) signIn(signsIn)
    if (answer.number > (this.#bag.read?.number ?? 0)) keepNews(newsIn(answer))
    const at = now().toISOString()
    const kept = this.#bag.messages.map((message): PackedMessage => {
      const reply = awaited.get(message.id)
      if (reply === undefined || !isAwaited(message)) return message
      return { ...message, reply: { status: reply.status, body: reply.body, at } }
    })
    this.#keep({
      ...this.#bag,
      signIn: signsIn === null ? this.#bag.signIn : null,
      read: { number: Math.max(answer.number, this.#bag.read?.number ?? 0), at },
      messages: kept,
    })
    answered()
    return this.state()
  }

  #pack({ operation, parameters, query, body }: AskedCall, key: string): void {
    const packed: PackedMessage = {
      id: base64url(random(12)),
      key,
      operation,
      parameters,
      query,
      body,
      since: this.#deps.now().toISOString(),
      written: null,
      reply: null,
    }
    // Whatever had this key before is stale.
    this.#keep({ ...this.#bag, messages: [...this.#bag.messages.filter((message) => message.key !== key), packed] })
  }

  /**
   * A refusal is told once, and what was looked at before it may be wrong. What is good for ever stays a while: a crash before it is in the
   * journal finds it here again.
   */
  #unpack({ id, operation }: PackedMessage, { status, body }: BroughtReply): BroughtReply {
    const isRefused = status >= 400
    if (isRefused && !isLook(operation)) this.#drop((message) => message.id === id || isAnsweredLook(message))
    else if (isGoodOnce(operation)) this.#drop((message) => message.id === id)
    return { status, body }
  }

  #drop(isOver: (message: PackedMessage) => boolean): void {
    this.#keep({ ...this.#bag, messages: this.#bag.messages.filter((message) => !isOver(message)) })
  }

  #keep(bag: Bag): void {
    writeBag(this.#deps.store, bag)
    this.#bag = bag
  }
}

const isAnsweredLook = ({ operation, reply }: PackedMessage): boolean => isLook(operation) && reply !== null

function standingOf({ written, reply }: Pick<PackedMessage, 'written' | 'reply'>): 'to-write' | 'written' | 'answered' {
  if (reply !== null) return 'answered'
  return written === null ? 'to-write' : 'written'
}

/** What comes with every answer beside the replies. */
function newsIn({ replies, iat }: CourierAnswer) {
  const bodyOf = (id: string): unknown => {
    const reply = replies.find((candidate) => candidate.id === id)
    return reply === undefined || reply.status >= 400 ? undefined : JSON.parse(reply.body)
  }
  return { lines: bodyOf(newsIds[0]), licenses: bodyOf(newsIds[1]), asOf: new Date(iat * 1000) }
}
