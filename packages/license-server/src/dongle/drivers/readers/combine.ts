import { DongleError } from '../../error.ts'
import type { DriverPart, ReaderParts } from '../../host/hosted.ts'
import type { DongleReader, FoundDongle } from '../../reader.ts'
import type { UsbDetect } from '../usb-detect/reader.ts'
import { afterLook, isDue, type Look, noLook } from './look.ts'

interface Runtime {
  readonly reader: DongleReader
  look: Look
}

/** What USB shows and what the runtimes tell, as one list: a dongle that its runtime reads is in it once. */
export function combineReaders(
  usb: UsbDetect | undefined,
  readers: readonly DongleReader[],
  { now, lookMs }: { readonly now: () => number; readonly lookMs: number },
): ReaderParts {
  const runtimes: Runtime[] = readers.map((reader) => ({ reader, look: noLook }))

  async function lookAt(runtime: Runtime, picture: string): Promise<FoundDongle[]> {
    if (!isDue(runtime.look, { picture, now: now(), lookMs })) return runtime.look.found
    const found = await runtime.reader.list().catch((error: unknown) => {
      if (error instanceof DongleError) return undefined
      throw error
    })
    runtime.look = afterLook(runtime.look, { found, picture, at: now() })
    return runtime.look.found
  }

  async function list() {
    const picture = usb?.picture() ?? ''
    const read = await Promise.all(
      runtimes.map(async (runtime) => ({ driver: runtime.reader.name, found: await lookAt(runtime, picture) })),
    )
    const records = read.flatMap(({ driver, found }) => found.map((dongle) => ({ ...dongle, driver })))
    return [...records, ...unreadDongles(usb, records)]
  }

  async function observe(key: string) {
    const runtime = runtimes.find(({ look }) => look.found.some((found) => found.key === key))
    if (runtime !== undefined) return runtime.reader.observe(key)
    if (usb === undefined) throw new DongleError('removed', key)
    return usb.observe(key)
  }

  /** A runtime that nobody has installed is no fault, and not worth a line, unless a dongle of its kind is waiting for it. */
  async function parts(): Promise<DriverPart[]> {
    const awaited = new Set(usb?.detected().map(({ readBy }) => readBy))
    const rows = await Promise.all(
      [usb, ...readers].map(
        async (reader) => reader && { driver: reader.name, availability: await reader.available() },
      ),
    )
    return rows.filter(
      (row): row is DriverPart =>
        row !== undefined && (row.availability.available || [...awaited].some((name) => name === row.driver)),
    )
  }

  return { name: 'readers', list, observe, parts }
}

/** As many dongles of each kind as its runtime does not read: which of them it reads, nobody can tell from outside. */
function unreadDongles(usb: UsbDetect | undefined, records: readonly { readonly driver: string }[]) {
  const left = new Map<string, number>()
  for (const { driver } of records) left.set(driver, (left.get(driver) ?? 0) + 1)
  return (usb?.detected() ?? []).flatMap(({ found, readBy }) => {
    const readers = readBy === null ? 0 : (left.get(readBy) ?? 0)
    if (readBy !== null && readers > 0) {
      left.set(readBy, readers - 1)
      return []
    }
    return [{ ...found, driver: 'usb-detect' }]
  })
}
