/** A field that differs, in words. */
export interface FieldChange {
  readonly field: string
  readonly from: string
  readonly to: string
}

/** The fields in which two differ, in the order of the second. */
export function changedFields<Thing extends object>(from: Thing, to: Thing): (keyof Thing & string)[] {
  return (Object.keys(to) as (keyof Thing & string)[]).filter((field) => !isSame(from[field], to[field]))
}

/** What differs, for a person to read. */
export const fieldChanges = <Thing extends object>(from: Thing, to: Thing): FieldChange[] =>
  changedFields(from, to).map((field) => ({ field, from: wordOf(from[field]), to: wordOf(to[field]) }))

/** Lists and records are the same when what is in them is; the order of a record's fields says nothing. */
export function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true
  if (!isObject(one) || !isObject(other)) return false
  const names = Object.keys(one)
  return names.length === Object.keys(other).length && names.every((name) => isSame(one[name], other[name]))
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

function wordOf(value: unknown): string {
  if (Array.isArray(value)) return value.join(' ')
  if (!isObject(value)) return String(value ?? '')
  return Object.entries(value)
    .map(([name, word]) => `${name}=${word}`)
    .toSorted()
    .join(' ')
}
