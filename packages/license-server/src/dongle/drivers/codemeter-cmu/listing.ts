import { plainText } from '../../plain-text.ts'
import { type RecordEntry, recordLimits } from '../../reader.ts'

// What `cmu` prints, read with tolerance: only its first line, the line of a container, and the names of a few fields are known from
// public texts; the layout between them is not. What is not understood is kept as it came. Not run on hardware.

export interface Container {
  readonly serial: string
  readonly firmware: string
  readonly disabled: boolean
  /** The lines that follow, up to the next container. */
  readonly lines: readonly string[]
}

const linesLimit = 4000
const lineLength = 500
const containersLimit = 16

export interface Listing {
  /** Of the tool; undefined when these are not its words. */
  readonly version: string | undefined
  readonly containers: readonly Container[]
  readonly complete: boolean
}

/** Containers in hardware on this machine. Masks 1 to 3 are dongles; software (127, 128, 130) and cloud (140) containers are none. */
export function parseListing(output: string): Listing {
  const all = output.split('\n', linesLimit + 1)
  const lines = all.slice(0, linesLimit).map((line) => line.slice(0, lineLength).trimEnd())
  const starts = lines.flatMap((line, index) => (serialIn(line) === undefined ? [] : [index]))
  const containers = starts.flatMap((start, index): Container[] => {
    const line = lines[start] ?? ''
    const serial = serialIn(line)
    if (serial === undefined || !/^[123]-\d{1,10}$/.test(serial) || isElsewhere(line)) return []
    const firmware = /\bversion\s{1,8}(\d{1,5}(?:\.\d{1,5}){0,3})/i.exec(line)?.[1] ?? ''
    return [
      { serial, firmware, disabled: /\bdisabled\b/i.test(line), lines: lines.slice(start + 1, starts[index + 1]) },
    ]
  })
  const complete = all.length <= linesLimit && containers.length <= containersLimit
  return { version: toolVersionIn(lines), containers: containers.slice(0, containersLimit), complete }
}

function toolVersionIn(lines: readonly string[]): string | undefined {
  const head = lines.slice(0, 10).join(' ')
  if (!/\bcmu(32)? - CodeMeter Universal Support Tool/i.test(head)) return undefined
  return /\bversion\s{1,8}(\d{1,5}(?:\.\d{1,5}){0,3})/i.exec(head)?.[1] ?? '0'
}

/** The number that follows, up to the next blank: a software container's has other parts, and is cut off nowhere. */
const serialIn = (line: string): string | undefined =>
  /\bCmContainer with Serial Number:?\s{1,8}([0-9-]{3,40})/i.exec(line)?.[1]

/** A container that another machine shares over the network is not in this one [Q16]. */
const isElsewhere = (line: string) => /\b(server|network|remote|host)\b/i.test(line)

/** @returns the entries of one container; each begins with its product code */
export function entriesOf(lines: readonly string[]): { entries: RecordEntry[]; unread: string[] } {
  const entries: RecordEntry[] = []
  const unread: string[] = []
  let firm = ''
  for (const line of lines) {
    const text = plainText(line, recordLimits.wordLength)
    const firmCode = /^(?:Firm ?Code|FC)\s{0,8}[:=]\s{0,8}(\d{1,10})/i.exec(text)?.[1]
    const product = /(?:^|\s)(?:Product ?Code|PC)\s{0,8}[:=]\s{0,8}(\d{1,10})/i.exec(text)?.[1]
    const [, field, value] = /^(Name|Text|Expiration (?:Date|Time))\s{0,8}[:=]\s{0,8}(.*)$/i.exec(text) ?? []
    const current = entries.at(-1)
    if (firmCode !== undefined) firm = firmCode
    if (product !== undefined) entries.push({ code: `${firm}:${product}`, name: `Product ${product}`, ends: '' })
    else if (field !== undefined && current !== undefined)
      entries[entries.length - 1] = /^e/i.test(field) ? { ...current, ends: value ?? '' } : named(current, value ?? '')
    else if (text !== '' && firmCode === undefined) unread.push(text)
  }
  return { entries, unread }
}

const named = (entry: RecordEntry, name: string): RecordEntry => (name === '' ? entry : { ...entry, name })
