import { createHash } from 'node:crypto'

// The texts that the applet signs, put together from its own few facts: nothing that comes from outside is ever signed as it came.
// They are the canonical JSON of the protocol, which has one spelling only. docs/reference/applet.md

export type LastAct =
  | { readonly act: 'made' }
  | { readonly act: 'retire'; readonly order: string; readonly transfer: string }
  | { readonly act: 'cancel'; readonly transfer: string }

/** Licenses that an order took off, or bounds to a moment in seconds. */
export interface Away {
  readonly lines: readonly number[]
  readonly order: string
  readonly until: number
}

export interface StoredDocument {
  readonly area: number
  readonly hash: string
  readonly sizeBytes: number
}

/** One generation, as a slot of the applet's memory holds it. Hashes are base64url. */
export interface AppletState {
  readonly generation: number
  readonly previous: string | null
  readonly last: LastAct
  readonly away: readonly Away[]
  readonly list: StoredDocument
  readonly orders: readonly StoredDocument[]
  /** Body and signature: made once, before the write, and part of what is written. */
  readonly value: string
}

export const bodySizeLimitBytes = 1024

export const hashOf = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('base64url')

/** @param x, y the public point's halves in base64url (RFC 7638) */
export const thumbprintOf = ({ x, y }: { readonly x: string; readonly y: string }): string =>
  hashOf(`{"crv":"P-256","kty":"EC","x":"${x}","y":"${y}"}`)

export function bodyOf(dongle: string, state: Omit<AppletState, 'value' | 'orders'>): string {
  const { away, generation, last, list, previous } = state
  const off = away.map(
    ({ lines, order, until }) =>
      `{"lines":[${rangesOf(lines)}],"order":"${order}","until":${until === 0 ? 'null' : until}}`,
  )
  const before = previous === null ? 'null' : `"${previous}"`
  return `{"away":[${off}],"dongle":"${dongle}","generation":${generation},"last":${actOf(last)},"list":"${list.hash}","previous":${before}}`
}

export function presenceOf(dongle: string, state: string, transfer: string | null, nonce: string): string {
  const named = transfer === null ? 'null' : `"${transfer}"`
  return `{"dongle":"${dongle}","nonce":"${nonce}","purpose":"undongle-attestation","state":"${state}","transfer":${named}}`
}

/** What a dongle that is only read stands at: its key, its list, its serial. */
export const readingHashOf = (dongle: string, list: string | undefined, serial: string): string =>
  hashOf(`{"dongle":"${dongle}","list":${list === undefined ? 'null' : `"${list}"`},"serial":"${serial}"}`)

function actOf(last: LastAct): string {
  switch (last.act) {
    case 'made':
      return '{"act":"made"}'
    case 'retire':
      return `{"act":"retire","order":"${last.order}","transfer":"${last.transfer}"}`
    case 'cancel':
      return `{"act":"cancel","transfer":"${last.transfer}"}`
  }
}

function rangesOf(lines: readonly number[]): string {
  const ranges: [number, number][] = []
  for (const line of lines) {
    const open = ranges.at(-1)
    if (open !== undefined && open[1] + 1 === line) open[1] = line
    else ranges.push([line, line])
  }
  return ranges.map(([from, to]) => `[${from},${to}]`).join(',')
}
