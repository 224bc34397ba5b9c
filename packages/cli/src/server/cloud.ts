import { sessionReplySchema, signInPaths } from '@undongle/core/api/sign-in'
import { usageError } from '../command/command-error.ts'
import { readSecret } from '../command/secret.ts'
import type { Surroundings } from '../command/surroundings.ts'
import { type Server, send } from './ask.ts'
import { addressesIn } from './license-server.ts'

export interface CloudOptions {
  readonly cloud?: string
}
export interface OperatorOptions extends CloudOptions {
  readonly email?: string
  readonly passwordFile?: string
}

/** The cloud as anybody may ask it. */
export function cloud({ config, fetch }: Surroundings, options: CloudOptions): Server {
  const address = options.cloud ?? config.cloudUrl ?? addressesIn(config).cloud ?? 'http://localhost:8080'
  return { fetch, address: address.replace(/\/+$/, ''), headers: {}, unreachable: 'cloud-unreachable' }
}

/**
 * Signs an operator in for one command and signs out after it: no password and no session is kept.
 * The cloud takes changes only from its own pages (Origin), which stops foreign pages in a browser; a command line says so itself.
 */
export async function asOperator<Answer>(
  around: Surroundings,
  options: OperatorOptions,
  work: (server: Server) => Promise<Answer>,
): Promise<Answer> {
  if (options.email === undefined) throw usageError('Who signs in?', 'Name the operator with --email.')
  const open = cloud(around, options)
  const own = { ...open, headers: { origin: new URL(open.address).origin } }
  const password = await readSecret(around, options.passwordFile, `Password of ${options.email}`, '--password-file')
  const response = await send(own, signInPaths.session, {
    method: 'POST',
    body: JSON.stringify({ email: options.email, password }),
  })
  sessionReplySchema.parse(await response.json())
  const cookie = response.headers
    .getSetCookie()
    .map((line) => line.split(';', 1)[0])
    .join('; ')
  const signedIn = { ...own, headers: { ...own.headers, cookie } }
  try {
    return await work(signedIn)
  } finally {
    await send(signedIn, signInPaths.session, { method: 'DELETE' }).catch(() => undefined)
  }
}
