import { signInPaths } from '@undongle/core/api/sign-in'
import { usageError } from '../command/command-error.ts'
import { readSecret } from '../command/secret.ts'
import type { Surroundings } from '../command/surroundings.ts'
import { type Server, send } from './ask.ts'
import { addressesIn, tokenIn } from './data-folder.ts'

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
 * Works as the vendor's operator, for one command: by the token of the cloud's own machine, or signed in by e-mail and password.
 *
 * @throws CommandError `usage` when neither is there, and what the cloud says to a wrong one
 */
export async function asOperator<Answer>(
  around: Surroundings,
  options: OperatorOptions,
  work: (server: Server) => Promise<Answer>,
): Promise<Answer> {
  const open = cloud(around, options)
  if (options.email !== undefined) return signedIn(open, options.email, await passwordOf(around, options), work)
  const token = around.config.operatorToken ?? ownToken(around, open.address)
  if (token !== undefined) return work({ ...open, headers: { authorization: `Bearer ${token}` } })
  throw usageError('Who is the operator?', 'Name the operator with --email, or set UNDONGLE_OPERATOR_TOKEN.')
}

/** The token in a data folder is sent to the cloud of that folder only: another address would learn it. */
function ownToken({ config }: Surroundings, address: string): string | undefined {
  return addressesIn(config).cloud === address ? tokenIn(config, 'operator-token') : undefined
}

const passwordOf = (around: Surroundings, { email, passwordFile }: OperatorOptions): Promise<string> =>
  readSecret(around, passwordFile, `Password of ${email}`, '--password-file')

/**
 * Signs out again after the work: no password and no session is kept. The cloud takes changes only from its own pages (Origin),
 * which stops foreign pages in a browser; a command line says so itself.
 */
async function signedIn<Answer>(
  open: Server,
  email: string,
  password: string,
  work: (server: Server) => Promise<Answer>,
): Promise<Answer> {
  const own = { ...open, headers: { origin: new URL(open.address).origin } }
  const response = await send(own, signInPaths.session, { method: 'POST', body: JSON.stringify({ email, password }) })
  const cookie = response.headers
    .getSetCookie()
    .map((line) => line.split(';', 1)[0])
    .join('; ')
  const server = { ...own, headers: { ...own.headers, cookie } }
  try {
    return await work(server)
  } finally {
    await send(server, signInPaths.session, { method: 'DELETE' }).catch(() => undefined)
  }
}
