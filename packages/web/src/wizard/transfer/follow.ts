import { type TransferEvent, transferEventSchema } from '@undongle/core/api/local/transfer'

/** How long to wait before a stream that the server refused is opened again; a dropped one is the browser's own business. */
const reopenAfterMs = 5000

interface Told {
  readonly onEvent: (event: TransferEvent) => void
  /** False while there is no stream: the page asks every few seconds meanwhile. */
  readonly onLive: (live: boolean) => void
}

/**
 * Follows one transfer by server-sent events. The browser reconnects a dropped stream with Last-Event-ID by itself; events that
 * arrive twice or late are left out by their number.
 *
 * @returns ends it
 */
export function followTransfer(open: () => EventSource, { onEvent, onLive }: Told): () => void {
  let newest = -1
  let timer: ReturnType<typeof setTimeout> | undefined
  let source = start()

  function start(): EventSource {
    const stream = open()
    stream.onopen = () => onLive(true)
    stream.addEventListener('transfer', ({ data }) => take(data))
    stream.onerror = () => {
      onLive(false)
      if (stream.readyState === stream.CLOSED) timer = setTimeout(() => (source = start()), reopenAfterMs)
    }
    return stream
  }

  function take(data: string): void {
    const event = parseEvent(data)
    if (event === undefined || event.seq <= newest) return
    newest = event.seq
    onEvent(event)
  }

  return () => {
    clearTimeout(timer)
    source.close()
  }
}

function parseEvent(data: string): TransferEvent | undefined {
  try {
    return transferEventSchema.safeParse(JSON.parse(data)).data
  } catch {
    return undefined
  }
}
