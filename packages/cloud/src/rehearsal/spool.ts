import { once } from 'node:events'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'

/**
 * Text that is written in several strands at once and read strand by strand. It lies in a file each, because it may be larger than
 * memory and whoever reads it may be slow.
 */
export interface Spool {
  /** @returns something to wait for when the disk is behind */
  write(strand: number, text: string): Promise<void> | undefined
  /** Ends the writing. The files are gone when all was read, or nobody reads on. */
  read(): Promise<ReadableStream<Uint8Array>>
  /** For when nothing will be read. */
  drop(): Promise<void>
}

export async function openSpool(strands: number): Promise<Spool> {
  const folder = await mkdtemp(join(tmpdir(), 'undongle-rehearsal-'))
  const files = Array.from({ length: strands }, (_, strand) => join(folder, String(strand)))
  const streams = files.map((file) => createWriteStream(file, { mode: 0o600 }))
  const drop = () => rm(folder, { recursive: true, force: true })
  return {
    write(strand, text) {
      const stream = streams[strand]
      if (stream === undefined || stream.write(text)) return undefined
      return once(stream, 'drain').then(() => undefined)
    },
    async read() {
      await Promise.all(
        streams.map(async (stream) => {
          stream.end()
          await finished(stream)
        }),
      )
      return Readable.toWeb(Readable.from(readAll(files, drop))) as ReadableStream<Uint8Array>
    },
    async drop() {
      for (const stream of streams) stream.destroy()
      await drop()
    },
  }
}

async function* readAll(files: readonly string[], drop: () => Promise<void>): AsyncGenerator<Uint8Array> {
  try {
    for (const file of files) yield* createReadStream(file) as AsyncIterable<Uint8Array>
  } finally {
    await drop()
  }
}
