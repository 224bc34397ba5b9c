import { ApiError } from '@undongle/core/api/error'
import { transferEventsPath } from '@undongle/core/api/local/transfer'
import { idSchema, type TransferId } from '@undongle/core/id'
import { secondMs } from '@undongle/core/time'
import type { Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import type { TransferDesk } from '../transfer/desk.ts'

const keepAliveMs = 15 * secondMs
const streamsAtOnce = 64

/** Who is told when a transfer changes. */
export class TransferNews {
  readonly #listeners = new Set<(id: TransferId) => void>()

  tell(id: TransferId): void {
    for (const listener of this.#listeners) listener(id)
  }

  listen(listener: (id: TransferId) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  get listening(): number {
    return this.#listeners.size
  }
}

/**
 * Live progress as server-sent events: the transfer as it is now, numbered by its newest event in the journal.
 * A page that lost contact sends Last-Event-ID and gets the present state at once if it missed anything.
 */
export function serveTransferEvents(app: Hono, desk: TransferDesk, news: TransferNews, now: () => Date): void {
  app.get(transferEventsPath.replace(/\{(\w+)\}/, ':$1'), (c) => {
    const id = idSchema('transfer').safeParse(c.req.param('transfer'))
    if (!id.success) throw new ApiError('transfer-unknown')
    desk.read(id.data)
    if (news.listening >= streamsAtOnce) throw new ApiError('rate-limited')
    let sent = Number(c.req.header('last-event-id') ?? 0) || 0
    return streamSSE(c, async (stream) => {
      let changed = true
      let wake: () => void = () => undefined
      const stop = news.listen((other) => {
        if (other !== id.data) return
        changed = true
        wake()
      })
      stream.onAbort(() => {
        stop()
        wake()
      })
      try {
        while (!stream.aborted) {
          if (changed) {
            changed = false
            const transfer = desk.read(id.data)
            const seq = desk.lastEvent(id.data, 0)
            if (seq > sent || transfer.state === 'finished') {
              sent = seq
              await stream.writeSSE({
                id: String(seq),
                event: 'transfer',
                data: JSON.stringify({ seq, at: now().toISOString(), transfer }),
              })
            }
            if (transfer.state === 'finished') return
          }
          if (!changed)
            await new Promise<void>((resolve) => {
              const timer = setTimeout(resolve, keepAliveMs)
              wake = () => {
                clearTimeout(timer)
                resolve()
              }
            })
          if (!changed && !stream.aborted) await stream.writeSSE({ event: 'alive', data: '' })
        }
      } finally {
        stop()
      }
    })
  })
}
