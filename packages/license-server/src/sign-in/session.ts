import { ApiError } from '@undongle/core/api/error'
import {
  licenseServerPaths,
  type RegisterLicenseServerReply,
  refreshReplySchema,
  refreshTokenSchema,
} from '@undongle/core/api/license-server'
import { writeDocument } from '@undongle/core/document/jws'
import { base64url } from '@undongle/core/encoding'
import { idSchema } from '@undongle/core/id'
import { random, signWith } from '@undongle/core/node/crypto'
import { fromSeconds, minuteMs, momentSchema, secondsSchema, toSeconds } from '@undongle/core/time'
import { z } from 'zod'
import { type CloudConnection, postCloud, refusalIn } from '../cloud/client.ts'
import { deleteSetting, readSetting, writeSetting } from '../journal/settings.ts'
import type { Store } from '../journal/store.ts'
import type { Identity, OwnIdentity } from './identity.ts'

const accountSchema = z.object({
  licenseServer: idSchema('licenseServer'),
  user: z.object({ id: idSchema('user'), email: z.string(), name: z.string() }),
  company: z.object({ id: idSchema('company'), name: z.string() }),
  since: momentSchema,
})
/** Who signed this License Server in, and for which company. */
export type Account = z.infer<typeof accountSchema>

const refreshSchema = z.object({ token: refreshTokenSchema, attempt: z.string().nullable() })

export interface Session {
  account(): Account | undefined
  /** @throws ApiError `not-signed-in`, `cloud-unreachable`, `machine-unknown`, `machine-revoked` */
  accessToken(): Promise<string>
  begin(account: Account, reply: RegisterLicenseServerReply): void
  /** Signed in by a courier: the first access token is asked for when there is a network. */
  beginCarried(account: Account, refreshToken: string): void
  end(): void
}

/** Renewed a little early, so that no call is made with a token that ends on its way. */
const earlyMs = minuteMs

/**
 * This License Server's standing with the cloud: a rotating refresh token in the journal, and a 10-minute access token in memory.
 * The name of a rotation is on disk before it is asked for, and the new refresh token before it is used, so that a crash
 * anywhere asks again for the very same rotation and never signs the machine out.
 */
export function openSession(
  store: Store,
  connection: CloudConnection,
  identity: OwnIdentity,
  now: () => Date,
  contacted: (cloudMs: number) => void,
): Session {
  let access: { token: string; expiresAt: Date } | undefined
  let refreshing: Promise<string> | undefined

  async function refresh(): Promise<string> {
    const held = readRefresh(store)
    const account = readAccount(store)
    if (held === undefined || account === undefined) throw new ApiError('not-signed-in')
    const attempt = held.attempt ?? base64url(random(24))
    if (held.attempt === null) writeRefresh(store, { token: held.token, attempt })
    const path = licenseServerPaths.tokens.replace('{licenseServer}', account.licenseServer)
    const ask = () => {
      const proof = makeProof(identity.current, `${connection.url}${path}`, now())
      return postCloud(connection, path, { refreshToken: held.token, attempt, proof })
    }
    let answer = await ask()
    // A clock that jumped makes a proof of another day. Its refusal told the cloud's time, so the next one is right.
    if (!answer.ok && refusalIn(answer.json, answer.status).code === 'proof-refused') answer = await ask()
    if (!answer.ok) throw signedOut(refusalIn(answer.json, answer.status))
    const reply = refreshReplySchema.parse(answer.json)
    writeRefresh(store, { token: reply.refreshToken, attempt: null })
    take(reply)
    return reply.accessToken
  }

  /** A refusal of the machine itself ends the session here too; anything else may pass. */
  function signedOut(refusal: ApiError): ApiError {
    const revoked = refusal.code === 'machine-revoked'
    if (revoked) identity.renew(now())
    if (revoked || refusal.code === 'machine-unknown') end()
    return refusal
  }

  /** Fresh from the cloud: the moment it was issued is the cloud's own time. */
  function take({ accessToken, accessTokenExpiresAt }: { accessToken: string; accessTokenExpiresAt: string }): void {
    access = { token: accessToken, expiresAt: new Date(accessTokenExpiresAt) }
    contacted(issuedMs(accessToken))
  }

  function end(): void {
    access = undefined
    deleteSetting(store, 'refresh-token')
    deleteSetting(store, 'account')
  }

  return {
    account: () => readAccount(store),
    async accessToken() {
      if (access !== undefined && access.expiresAt.getTime() - earlyMs > now().getTime()) return access.token
      refreshing ??= refresh().finally(() => {
        refreshing = undefined
      })
      return refreshing
    },
    begin(account, reply) {
      writeRefresh(store, { token: reply.refreshToken, attempt: null })
      writeSetting(store, 'account', JSON.stringify(account))
      take(reply)
    },
    beginCarried(account, refreshToken) {
      access = undefined
      writeRefresh(store, { token: refreshToken, attempt: null })
      writeSetting(store, 'account', JSON.stringify(account))
    },
    end,
  }
}

/** Read, not verified: it came in the answer to this machine's own question, from the address it trusts. */
function issuedMs(accessToken: string): number {
  const payload = Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString('utf8')
  return fromSeconds(z.object({ iat: secondsSchema }).parse(JSON.parse(payload)).iat).getTime()
}

/** Proof of this machine's key for one call of one address. */
export function makeProof(identity: Identity, htu: string, now: Date): string {
  const claims = { jti: base64url(random(24)), iat: toSeconds(now), htm: 'POST', htu, jkt: identity.jkt }
  return writeDocument('machine-proof', identity.jkt, claims, signWith(identity.key))
}

function readAccount(store: Store): Account | undefined {
  const text = readSetting(store, 'account')
  return text === undefined ? undefined : accountSchema.parse(JSON.parse(text))
}

function readRefresh(store: Store): z.infer<typeof refreshSchema> | undefined {
  const text = readSetting(store, 'refresh-token')
  return text === undefined ? undefined : refreshSchema.parse(JSON.parse(text))
}

const writeRefresh = (store: Store, held: z.infer<typeof refreshSchema>): void =>
  writeSetting(store, 'refresh-token', JSON.stringify(held))
