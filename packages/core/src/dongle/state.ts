import { z } from 'zod'
import { canonicalJson } from '../canonical.ts'
import { base64url, concatBytes, fromUtf8, utf8 } from '../encoding.ts'
import { hashBytes } from '../hash.ts'
import { idSchema, type TransferId } from '../id.ts'
import { hashSchema, type PublicKey, thumbprint, type VerifySignature } from '../key.ts'
import { secondsSchema } from '../time.ts'
import { licensesPerDongle, signatureSizeBytes, stateBodySizeBytes } from './limits.ts'

// The signed state of a class A dongle, the same bytes on a PKCS#11 token and in the file dongle:
// VALUE = canonical JSON body ‖ 64-byte ECDSA P-256 signature. The VALUE of generation n+1 is the receipt of the act that made it.

const lineNumber = z
  .int()
  .min(0)
  .max(licensesPerDongle - 1)

const lastActSchema = z.discriminatedUnion('act', [
  z.strictObject({ act: z.literal('made') }),
  z.strictObject({ act: z.literal('retire'), transfer: idSchema('transfer'), order: hashSchema }),
  z.strictObject({ act: z.literal('cancel'), transfer: idSchema('transfer') }),
])
export type LastAct = z.infer<typeof lastActSchema>

/** Licenses that are not plainly on: ranges of positions in the license list, and the order that took them off (or bounds them). */
const awaySchema = z.strictObject({
  lines: z
    .array(z.tuple([lineNumber, lineNumber]))
    .min(1)
    .max(licensesPerDongle),
  order: hashSchema,
  until: z.union([z.null(), secondsSchema]),
})

export const stateBodySchema = z.strictObject({
  away: z.array(awaySchema).max(licensesPerDongle),
  dongle: hashSchema,
  generation: z.int().min(1).max(1_000_000),
  last: lastActSchema,
  list: hashSchema,
  previous: z.union([z.null(), hashSchema]),
})
/**
 * `dongle` thumbprint of the dongle's key; `generation` n; `previous` hash of the body of n−1; `list` hash of the license list's bytes;
 * `away` every license that is off, or on only until a moment in seconds; `last` the act that made this generation.
 */
export type StateBody = z.infer<typeof stateBodySchema>

export interface StateValue {
  readonly body: StateBody
  /** Hash over the body alone: a token's ECDSA differs each time it signs. */
  readonly bodyHash: string
  /** Body and signature, exactly as stored: the receipt. */
  readonly bytes: Uint8Array
}

export const encodeStateBody = (body: StateBody): Uint8Array => utf8(canonicalJson(body))

export const joinStateValue = (body: Uint8Array, signature: Uint8Array): Uint8Array => concatBytes(body, signature)

/**
 * Parses and verifies one VALUE.
 *
 * @returns undefined for anything that is not a whole, canonical, rightly signed state of this very key: debris, or a forgery
 */
export function parseStateValue(bytes: Uint8Array, key: PublicKey, verify: VerifySignature): StateValue | undefined {
  const bodySize = bytes.length - signatureSizeBytes
  if (bodySize < 2 || bodySize > stateBodySizeBytes) return undefined
  const bodyBytes = bytes.subarray(0, bodySize)
  const body = parseBody(bodyBytes)
  if (body === undefined || body.dongle !== thumbprint(key)) return undefined
  if (!verify(key, bodyBytes, bytes.subarray(bodySize))) return undefined
  return { body, bodyHash: hashBytes(bodyBytes), bytes }
}

/** Everything of ours that was read from a dongle, unchecked. */
export interface DongleObjects {
  readonly states: readonly Uint8Array[]
  readonly orders: readonly Uint8Array[]
  readonly lists: readonly Uint8Array[]
}

/**
 * What the objects on a dongle mean.
 *
 * - `whole`: `current` is the state; `older` and `debris` may be destroyed.
 * - `damaged`: two different states of one generation; `current` is the one with more licenses away: off wins.
 * - `incomplete`: nothing that can be believed. Never "no licenses": a pulled token looks empty too.
 */
export type DongleContent =
  | {
      readonly state: 'whole' | 'damaged'
      readonly current: StateValue
      readonly list: Uint8Array
      readonly orders: ReadonlyMap<string, Uint8Array>
      readonly older: readonly number[]
      readonly debris: {
        readonly states: readonly number[]
        readonly orders: readonly number[]
        readonly lists: readonly number[]
      }
    }
  | { readonly state: 'incomplete'; readonly why: 'no-state' | 'no-list' | 'no-order' }

/** Decides what a dongle says. Indexes in the answer are positions in the given arrays. */
export function readDongleContent(objects: DongleObjects, key: PublicKey, verify: VerifySignature): DongleContent {
  const parsed = objects.states.map((bytes) => parseStateValue(bytes, key, verify))
  const valid = parsed.filter((value) => value !== undefined)
  const generation = Math.max(0, ...valid.map((value) => value.body.generation))
  const newest = valid.filter((value) => value.body.generation === generation)
  const current = newest.toSorted(offFirst)[0]
  if (current === undefined) return { state: 'incomplete', why: 'no-state' }

  const listIndex = objects.lists.findIndex((bytes) => hashBytes(bytes) === current.body.list)
  const list = objects.lists[listIndex]
  if (list === undefined) return { state: 'incomplete', why: 'no-list' }

  const needed = new Set(newest.flatMap((value) => value.body.away.map((away) => away.order)))
  const orders = new Map(
    objects.orders.map((bytes) => [hashBytes(bytes), bytes] as const).filter(([hash]) => needed.has(hash)),
  )
  if (current.body.away.some((away) => !orders.has(away.order))) return { state: 'incomplete', why: 'no-order' }

  return {
    state: new Set(newest.map((value) => value.bodyHash)).size > 1 ? 'damaged' : 'whole',
    current,
    list,
    orders,
    older: indexesOf(parsed, (value) => value !== undefined && value.body.generation < generation),
    debris: {
      states: indexesOf(parsed, (value) => value === undefined),
      orders: indexesOf(objects.orders, (bytes) => !orders.has(hashBytes(bytes))),
      lists: indexesOf(objects.lists, (_, index) => index !== listIndex),
    },
  }
}

/** What an act does to the licenses at these positions of the list. */
export type StateAct =
  | { act: 'retire'; transfer: TransferId; order: string; lines: readonly number[]; until: number | null }
  | { act: 'cancel'; transfer: TransferId }

/** The body of generation n+1. A license already away by an older order keeps that order; the new one takes only what is still on. */
export function nextStateBody(current: StateValue, act: StateAct): StateBody {
  const { body } = current
  const next = { ...body, generation: body.generation + 1, previous: current.bodyHash }
  if (act.act === 'cancel') return { ...next, last: { act: 'cancel', transfer: act.transfer } }
  return {
    ...next,
    // An order may name only licenses that the dongle never held: then nothing on it changes but its last act.
    away:
      act.lines.length === 0
        ? body.away
        : [...body.away, { lines: toRanges(act.lines), order: act.order, until: act.until }],
    last: { act: 'retire', transfer: act.transfer, order: act.order },
  }
}

/** The body of generation 1, when a dongle is made. */
export function firstStateBody(key: PublicKey, list: Uint8Array): StateBody {
  return {
    away: [],
    dongle: thumbprint(key),
    generation: 1,
    last: { act: 'made' },
    list: hashBytes(list),
    previous: null,
  }
}

/** How the license at a position of the list stands on the dongle. */
export type DongleLicenseState =
  | { state: 'on' }
  | { state: 'off'; order: string }
  | { state: 'until'; order: string; until: number }

export function licenseStateAt(body: StateBody, line: number): DongleLicenseState {
  const away = body.away.find((entry) => entry.lines.some(([from, to]) => from <= line && line <= to))
  if (away === undefined) return { state: 'on' }
  return away.until === null
    ? { state: 'off', order: away.order }
    : { state: 'until', order: away.order, until: away.until }
}

function parseBody(bytes: Uint8Array): StateBody | undefined {
  const text = fromUtf8(bytes)
  if (text === undefined) return undefined
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  const body = stateBodySchema.safeParse(value)
  if (!body.success || canonicalJson(body.data) !== text) return undefined
  const taken = body.data.away.flatMap((away) => away.lines)
  return taken.every(([from, to], index) => from <= to && !taken.slice(0, index).some(([f, t]) => from <= t && f <= to))
    ? body.data
    : undefined
}

const countAway = (value: StateValue): number =>
  value.body.away.flatMap((away) => away.lines).reduce((sum, [from, to]) => sum + to - from + 1, 0)

/** Off wins; between two that take equally much, any fixed order will do, so that every machine picks the same. */
function offFirst(a: StateValue, b: StateValue): number {
  return countAway(b) - countAway(a) || (base64url(a.bytes) < base64url(b.bytes) ? -1 : 1)
}

function toRanges(lines: readonly number[]): [number, number][] {
  const ranges: [number, number][] = []
  for (const line of lines.toSorted((a, b) => a - b)) {
    const last = ranges.at(-1)
    if (last !== undefined && line === last[1] + 1) last[1] = line
    else ranges.push([line, line])
  }
  return ranges
}

function indexesOf<Item>(items: readonly Item[], matches: (item: Item, index: number) => boolean): number[] {
  return items.flatMap((item, index) => (matches(item, index) ? [index] : []))
}
