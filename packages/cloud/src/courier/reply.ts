import { cloudApi } from '@undongle/core/api/cloud'
import { type Operation, pathOf } from '@undongle/core/api/operation'
import type { CourierReply } from '@undongle/core/courier/answer'
import { repliesSizeBytes } from '@undongle/core/courier/limits'
import type { CourierMessage } from '@undongle/core/courier/request'
import { utf8 } from '@undongle/core/encoding'
import type { LicenseServerId } from '@undongle/core/id'
import { z } from 'zod'
import type { Deps } from '../deps.ts'
import { makeNonce } from '../transfer/nonce.ts'

/** Asks this cloud as over the network: what a courier brings passes every check that the same call would. */
export type AskSelf = (request: Request) => Response | Promise<Response>

interface Asking {
  readonly deps: Pick<Deps, 'keys' | 'now'>
  readonly ask: AskSelf
  readonly url: string
  readonly accessToken: string
  readonly licenseServer: LicenseServerId
}

/**
 * Replies to messages in their order. One that this cloud could not carry out now, or for whose reply there is no room left, has none: it
 * stays with the machine, and comes again.
 */
export async function replyToAll(asking: Asking, messages: readonly CourierMessage[]): Promise<CourierReply[]> {
  const replies: CourierReply[] = []
  let roomBytes = repliesSizeBytes
  for (const message of messages) {
    const reply = await replyTo(asking, message)
    const sizeBytes = utf8(reply.body).length
    if (isForLater(reply) || sizeBytes > roomBytes) continue
    roomBytes -= sizeBytes
    replies.push(reply)
  }
  return replies
}

async function replyTo({ ask, url, accessToken, ...asking }: Asking, message: CourierMessage): Promise<CourierReply> {
  const operation: Operation = cloudApi[message.operation]
  const query = new URLSearchParams(message.query).toString()
  const path = pathOf(operation, message.parameters) + (query && `?${query}`)
  const body = operation.body === undefined ? null : message.body
  const response = await ask(
    new Request(`${url}${path}`, {
      method: operation.method.toUpperCase(),
      headers: {
        authorization: `Bearer ${accessToken}`,
        ...(body === null ? {} : { 'content-type': 'application/json' }),
      },
      body,
    }),
  )
  const text = await response.text()
  const said = message.operation === 'transfer.preview' && response.ok ? withCarriedNonce(asking, text) : text
  return { id: message.id, status: response.status, body: said }
}

const isForLater = ({ status }: CourierReply): boolean => status >= 500 || status === 429

/** The nonce of the network is over in an hour; this one is good until the statement that carries it can be back. */
function withCarriedNonce(
  { deps: { keys, now }, licenseServer }: Pick<Asking, 'deps' | 'licenseServer'>,
  text: string,
): string {
  const preview = z.looseObject({ nonce: z.string() }).parse(JSON.parse(text))
  return JSON.stringify({ ...preview, nonce: makeNonce(keys.secret, licenseServer, now(), 'carried nonce') })
}
