import { courierDays } from '@undongle/core/courier/limits'
import { type CourierMessage, writeCourierRequest } from '@undongle/core/courier/request'
import { utf8 } from '@undongle/core/encoding'
import { hashBytes } from '@undongle/core/hash'
import { publicKeyOf, signWith } from '@undongle/core/node/crypto'
import { addDays, toSeconds } from '@undongle/core/time'
import type { CloudKeys } from '../cloud/keys.ts'
import type { OwnIdentity } from '../sign-in/identity.ts'
import type { Account } from '../sign-in/session.ts'
import type { Bag, PackedMessage } from './bag.ts'

interface Parts {
  readonly identity: OwnIdentity
  readonly machine: { readonly name: string; readonly version: string }
  readonly account: Account | undefined
  readonly keys: CloudKeys | undefined
  readonly bag: Bag
  readonly messages: readonly PackedMessage[]
  readonly now: Date
}

/** Signs a request. Its number is also a moment, so that a journal put back from a backup still writes newer ones. */
export function makeRequest({ identity, machine, account, keys, bag, messages, now }: Parts) {
  const number = Math.max((bag.written?.number ?? 0) + 1, toSeconds(now))
  const expiresAt = addDays(now, courierDays)
  const { key } = identity.current
  const letter = writeCourierRequest(
    {
      number,
      iat: toSeconds(now),
      exp: toSeconds(expiresAt),
      aud: keys?.issuer ?? null,
      machine: publicKeyOf(key),
      ...machine,
      account: account === undefined ? null : { licenseServer: account.licenseServer, company: account.company.id },
      seal: publicKeyOf(bag.seal),
      keySet: keys?.version ?? null,
      messages: [...messages.map(messageOf), ...news],
    },
    signWith(key),
  )
  return { number, expiresAt: expiresAt.toISOString(), letter, hash: hashBytes(utf8(letter)) }
}

const messageOf = ({ id, operation, parameters, query, body }: PackedMessage): CourierMessage => ({
  id,
  operation,
  parameters,
  query,
  body,
})

/** The names of what every request asks at its end, when all else was carried out. */
export const newsIds = ['news-of-lines---', 'news-of-licenses'] as const

const news: readonly CourierMessage[] = [
  { id: newsIds[0], operation: 'line.list', parameters: {}, query: {}, body: null },
  { id: newsIds[1], operation: 'license.list', parameters: {}, query: { limit: '200' }, body: null },
]
