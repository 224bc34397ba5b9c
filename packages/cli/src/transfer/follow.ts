import { localApi } from '@undongle/core/api/local'
import { type LocalTransfer, transferEventSchema, transferEventsPath } from '@undongle/core/api/local/transfer'
import { secondMs } from '@undongle/core/time'
import type { Running } from '../command/act.ts'
import { CommandError } from '../command/command-error.ts'
import { ask, type Server, send } from '../server/ask.ts'
import { readEvents } from './event-stream.ts'
import { progressLine } from './words.ts'

const reconnectMs = secondMs
const triesWithoutContact = 60
/** The server sends a sign of life every 15 s; a stream that is silent for longer is dead. */
const silenceMs = 45 * secondMs

/**
 * Shows a transfer live until it is finished or waits for a person. Losing contact changes nothing about it: the License Server goes on by
 * itself, and the stream is taken up where it broke off.
 */
export async function followTransfer(
  server: Server,
  running: Running<object>,
  started: LocalTransfer,
): Promise<LocalTransfer> {
  let latest = started
  let shown = ''
  let lastEvent = '0'
  const show = (transfer: LocalTransfer) => {
    latest = transfer
    const line = progressLine(transfer)
    if (line !== shown) running.progress(line)
    shown = line
  }
  show(started)
  for (let failures = 0; !isEnd(latest); ) {
    try {
      await followOnce(server, latest.id, lastEvent, (id, transfer) => {
        failures = 0
        lastEvent = id
        show(transfer)
      })
      if (!isEnd(latest)) show(await ask(server, localApi['transfer.read'], { parameters: { transfer: latest.id } }))
    } catch (error) {
      if (isFinal(error) || ++failures >= triesWithoutContact) throw error
    }
    if (!isEnd(latest)) await running.around.wait(reconnectMs)
  }
  return latest
}

async function followOnce(
  server: Server,
  transfer: string,
  lastEvent: string,
  tell: (id: string, transfer: LocalTransfer) => void,
): Promise<void> {
  const silence = new AbortController()
  let timer = setTimeout(() => silence.abort(), silenceMs)
  try {
    const headers = { accept: 'text/event-stream', 'last-event-id': lastEvent }
    const path = transferEventsPath.replace('{transfer}', transfer)
    const response = await send(server, path, { method: 'GET', headers, signal: silence.signal })
    for await (const { id, event, text } of readEvents(response)) {
      clearTimeout(timer)
      timer = setTimeout(() => silence.abort(), silenceMs)
      if (event !== 'transfer') continue
      const told = transferEventSchema.parse(JSON.parse(text)).transfer
      tell(id, told)
      if (isEnd(told)) return
    }
  } finally {
    clearTimeout(timer)
    silence.abort()
  }
}

/** It waits for the cloud by itself; for everything else it waits for a person, and this command is over. */
const isEnd = ({ state, waitingFor }: LocalTransfer): boolean =>
  state === 'finished' || (state === 'waiting' && waitingFor !== 'cloud')

const isFinal = (error: unknown): boolean => error instanceof CommandError && error.exit !== 'unreachable'
