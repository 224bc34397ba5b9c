import { connect, type Socket } from 'node:net'
import { acknowledgeAtOnce } from '../../packages/license-server/src/dongle/contract/acknowledge.ts'

/** A smart card as its contacts see it. */
export interface SmartCard {
  readonly atr: Uint8Array
  /** Power on, power off or a reset: what the card keeps in its working memory is gone. */
  wake(): void
  /** @returns the whole answer with its status; undefined when the power went in the middle */
  answer(command: Uint8Array): Uint8Array | undefined
}

/** What befalls one command: nothing, the card is pulled before or after it acted, or another answer comes, or it comes late. */
export type Mishap =
  | { readonly kind: 'pulled-before' | 'pulled-after' }
  | { readonly kind: 'answers'; readonly bytes: Uint8Array }
  | { readonly kind: 'slow'; readonly delayMs: number }

/** Asked at each command, with its number since the card was plugged in. */
export type Misfortune = (command: Uint8Array, number: number) => Mishap | undefined

export interface PluggedCard {
  misfortune: Misfortune | undefined
  /** Settled when the card is out, by whomever. */
  readonly out: Promise<void>
  isOut(): boolean
  pull(): void
}

const control = { off: 0, on: 1, reset: 2, tellAtr: 4 } as const

/**
 * Plugs a card into a slot of the virtual reader vpcd. Each message of its protocol is a length of two bytes and the bytes; one byte
 * alone is an order to the card, more are a command. Whoever closes the connection has pulled the card.
 */
export async function plugCard(port: number, card: SmartCard): Promise<PluggedCard> {
  const socket = await open(port)
  socket.setNoDelay(true)
  const plugged: PluggedCard = {
    misfortune: undefined,
    out: new Promise((resolve) => socket.once('close', () => resolve())),
    isOut: () => socket.destroyed,
    pull: () => socket.destroy(),
  }
  let received = Buffer.alloc(0)
  let commands = 0
  socket.on('error', () => undefined) // followed by 'close'
  socket.on('data', (bytes) => {
    acknowledgeAtOnce(socket) // else each command takes 40 ms
    received = Buffer.concat([received, bytes])
    while (received.length >= 2 && received.length >= 2 + received.readUInt16BE(0)) {
      const end = 2 + received.readUInt16BE(0)
      const message = received.subarray(2, end)
      received = received.subarray(end)
      if (message.length === 1) obey(message[0])
      else act(message)
    }
  })
  return plugged

  function obey(order: number | undefined): void {
    if (order === control.tellAtr) send(card.atr)
    else if (order === control.on || order === control.off || order === control.reset) card.wake()
  }

  function act(command: Uint8Array): void {
    commands += 1
    const mishap = plugged.misfortune?.(command, commands)
    const answer = mishap?.kind === 'pulled-before' ? undefined : card.answer(command)
    if (answer === undefined || mishap?.kind === 'pulled-after') plugged.pull()
    else if (mishap?.kind === 'slow') setTimeout(() => send(answer), mishap.delayMs)
    else send(mishap?.kind === 'answers' ? mishap.bytes : answer)
  }

  function send(bytes: Uint8Array): void {
    const length = Buffer.alloc(2)
    length.writeUInt16BE(bytes.length)
    socket.write(Buffer.concat([length, bytes]))
  }
}

/** The reader takes a moment to listen again after a card was pulled. */
async function open(port: number): Promise<Socket> {
  for (let tries = 0; ; tries++) {
    const socket = connect(port, '127.0.0.1')
    const failure = await new Promise<Error | undefined>((resolve) => {
      socket.once('connect', () => resolve(undefined))
      socket.once('error', resolve)
    })
    if (failure === undefined) return socket
    if (tries === 500) throw failure
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
