import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { crc32 } from 'node:zlib'
import { assert } from '@undongle/core/assert'
import { syncFolder } from '@undongle/core/node/folder'
import { StartError } from '@undongle/core/node/start-error'

/** A file of records that only grows: one a line, each with a checksum before it. */
export interface RecordFile {
  count(): number
  /** Flushed to the disk when it resolves. @returns the number of the first */
  append(records: readonly string[]): Promise<number>
  read(from: number, limit: number): Promise<string[]>
  close(): Promise<void>
}

/** Room for the largest signed document with what stands beside it. */
export const recordSizeBytes = 320 * 1024
const chunkSizeBytes = 1024 * 1024
const lineFeed = 10

/**
 * Opens the file, or makes it. Of a write that was cut off by a crash nobody was told that it is done, so what is left of it is taken
 * away; a broken record with whole ones behind it is damage, and nothing is changed.
 *
 * @throws StartError `register-damaged`
 */
export async function openRecordFile(path: string): Promise<RecordFile> {
  const handle = await open(path, constants.O_RDWR | constants.O_CREAT, 0o600)
  try {
    const found = await scan(handle, path)
    syncFolder(dirname(path)) // the name of a new file
    return recordsIn(handle, found)
  } catch (error) {
    await handle.close()
    throw error
  }
}

/** Where each whole record begins, and where the last one ends. */
interface Found {
  readonly starts: number[]
  end: number
}

function recordsIn(handle: FileHandle, { starts, end }: Found): RecordFile {
  // What stands behind `end` was never confirmed: it goes before anything is written there.
  let tailUnknown = true
  let last: Promise<unknown> = Promise.resolve()

  async function write(records: readonly string[]): Promise<number> {
    const lines = records.map(lineOf)
    const bytes = Buffer.concat(lines)
    if (tailUnknown) await handle.truncate(end)
    tailUnknown = true
    for (let sent = 0; sent < bytes.length; ) {
      sent += (await handle.write(bytes, sent, bytes.length - sent, end + sent)).bytesWritten
    }
    await handle.sync()
    tailUnknown = false
    const first = starts.length
    for (const line of lines) {
      starts.push(end)
      end += line.length
    }
    return first
  }

  return {
    count: () => starts.length,
    append(records) {
      const done = last.then(() => write(records))
      last = done.catch(() => undefined)
      return done
    },
    async read(from, limit) {
      const begin = starts[from]
      if (begin === undefined) return []
      const bytes = Buffer.alloc((starts[from + limit] ?? end) - begin)
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, begin)
      assert(bytesRead === bytes.length, 'what was flushed can be read')
      return bytes.toString('utf8').split('\n').slice(0, -1).map(recordOf)
    },
    async close() {
      await last
      await handle.close()
    },
  }
}

async function scan(handle: FileHandle, path: string): Promise<Found> {
  const found: Found = { starts: [], end: 0 }
  let broken = false
  let rest = Buffer.alloc(0)
  let position = 0
  for (;;) {
    const chunk = Buffer.alloc(chunkSizeBytes)
    const { bytesRead } = await handle.read(chunk, 0, chunkSizeBytes, position)
    if (bytesRead === 0) return found
    position += bytesRead
    rest = Buffer.concat([rest, chunk.subarray(0, bytesRead)])
    let begin = 0
    for (let stop = rest.indexOf(lineFeed); stop >= 0; stop = rest.indexOf(lineFeed, begin)) {
      const whole = isWhole(rest.subarray(begin, stop))
      if (whole && broken) throw new StartError('register-damaged', `${path}: behind byte ${found.end}.`)
      broken ||= !whole
      if (whole) {
        found.starts.push(found.end)
        found.end += stop + 1 - begin
      }
      begin = stop + 1
    }
    rest = rest.subarray(begin)
    if (rest.length > recordSizeBytes) broken = true
  }
}

const checksum = (text: string | Buffer): string => crc32(text).toString(16).padStart(8, '0')

function lineOf(record: string): Buffer {
  assert(!record.includes('\n'), 'a record is one line')
  const line = Buffer.from(`${checksum(record)} ${record}\n`)
  assert(line.length <= recordSizeBytes, 'a record has a limit')
  return line
}

const isWhole = (line: Buffer): boolean => line.toString('latin1', 0, 9) === `${checksum(line.subarray(9))} `

const recordOf = (line: string): string => line.slice(9)
