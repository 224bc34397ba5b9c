import { ApiError } from '@undongle/core/api/error'
import { checkpointFile, logPrefix } from '@undongle/core/log/location'
import type { Hono } from 'hono'
import type { LogFiles } from './files.ts'

/** A name that a tile or a bundle of entries may have; nothing else is looked up. */
const tileName = /^tile\/(entries|\d{1,2})\/(x\d{3}\/)*\d{3}(\.p\/\d{1,3})?$/

/** Serves the log to everybody: tiles never change and may be kept for ever, the checkpoint changes with every certificate. */
export function mountLog(app: Hono, files: LogFiles): void {
  app.get(`${logPrefix}/*`, async (c) => {
    const name = c.req.path.slice(logPrefix.length + 1)
    if (name !== checkpointFile && !tileName.test(name)) throw new ApiError('not-found')
    const bytes = await files.read(name)
    if (bytes === undefined) throw new ApiError('not-found')
    const isCheckpoint = name === checkpointFile
    return c.body(bytes, 200, {
      'content-type': isCheckpoint ? 'text/plain; charset=utf-8' : 'application/octet-stream',
      'cache-control': isCheckpoint ? 'no-cache' : 'public, max-age=31536000, immutable',
    })
  })
}
