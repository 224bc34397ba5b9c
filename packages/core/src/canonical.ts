import { assert } from './assert.ts'

/** What a signed body may hold: no fractions, so that every language writes the same digits. */
export type CanonicalValue =
  | string
  | number
  | boolean
  | null
  | readonly CanonicalValue[]
  | { readonly [name: string]: CanonicalValue | undefined }

/**
 * The one spelling of a value (RFC 8785, narrowed to safe integers): keys sorted by UTF-16 code units, no spaces.
 * Members that are undefined are left out, as JSON.stringify does.
 */
export function canonicalJson(value: CanonicalValue): string {
  if (typeof value === 'number') assert(Number.isSafeInteger(value), `not a safe integer: ${value}`)
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  const members = Object.entries(value as Record<string, CanonicalValue | undefined>)
    .filter((member): member is [string, CanonicalValue] => member[1] !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`)
  return `{${members.join(',')}}`
}
