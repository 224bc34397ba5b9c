import { errorCode, errorText } from '@undongle/core/node/folder'
import { StartError } from '@undongle/core/node/start-error'
import pg, { type Client, type PoolConfig } from 'pg'
import { vendorRole } from './across-companies.ts'
import { appRole } from './pool.ts'

/** Runs work on one connection of its own. @throws StartError `database-unreachable` when there is none to be had */
export async function withClient<Result>(
  connection: PoolConfig,
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({ connectionTimeoutMillis: 10_000, ...connection })
  client.on('error', () => undefined) // the query that was under way fails by itself
  await client.connect().catch((cause: unknown) => {
    throw new StartError('database-unreachable', `${errorText(cause)} ${errorCode(cause)}`.trim(), { cause })
  })
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** @throws StartError `database-other-version`: older ones lack what we use, newer ones nobody has tried */
export async function checkServerVersion(client: Client, supported = supportedMajors): Promise<void> {
  const { rows } = await client.query<{ version: number }>(
    `select current_setting('server_version_num')::int as version`,
  )
  const major = Math.floor((rows[0]?.version ?? 0) / 10_000)
  if (major < supported.oldest || major > supported.newest)
    throw new StartError('database-other-version', `It is ${major}.`)
}

const supportedMajors = { oldest: 15, newest: 18 }

/**
 * Whether our connections can become `undongle_app`. If not, the login itself must be bound by row-level security. Either way
 * they must be able to become `undongle_vendor`, or nobody could read what all companies have.
 *
 * @throws StartError `database-role-unsafe`, `vendor-role-missing`
 */
export async function chooseRole(client: Client): Promise<'app' | 'login'> {
  if (!(await canBecome(client, vendorRole)))
    throw new StartError('vendor-role-missing', `The user is ${client.user ?? 'unknown'}.`)
  if (await canBecome(client, appRole)) return 'app'
  const { rows } = await client.query<{ unsafe: boolean }>(
    'select rolsuper or rolbypassrls as unsafe from pg_roles where rolname = current_user',
  )
  if (rows[0]?.unsafe === false) return 'login'
  throw new StartError('database-role-unsafe', `The user is ${client.user ?? 'unknown'}.`)
}

async function canBecome(client: Client, role: string): Promise<boolean> {
  const become = (await client.query(`set role ${role}`).catch(() => undefined)) !== undefined
  if (become) await client.query('reset role')
  return become
}
