import { join } from 'node:path'
import { inFolder, makePrivateFolder } from '@undongle/core/node/folder'
import { lockDataFolder } from '@undongle/core/node/instance-lock'
import pg, { type PoolConfig } from 'pg'
import { checkReachable, findAccount, type ServerAccount } from './embedded/account.ts'
import { type Binaries, prepareBinaries } from './embedded/binaries.ts'
import { ensureCluster } from './embedded/cluster.ts'
import { openEndpoint } from './embedded/endpoint.ts'
import { readPidFile } from './embedded/pid-file.ts'
import { adoptOrStart, type Launch, stopPostmaster, stopTimeoutMs } from './embedded/postmaster.ts'
import { type Log, supervise } from './embedded/supervise.ts'

export interface EmbeddedPostgres {
  /** How to reach the database as its owner. Stays right when the server is started again. */
  readonly connection: PoolConfig
  /** The server's process id; another one after a restart. */
  readonly pid: number
  /** May be called again: two signals in a row are one stop. */
  stop(): Promise<void>
}

export interface EmbeddedOptions {
  readonly dataDir: string
  readonly log: Log
  /** PostgreSQL settings over ours: a test cluster need not survive a power cut. */
  readonly settings?: Readonly<Record<string, string>>
  /** Another PostgreSQL's programs instead of the npm package's. */
  readonly binaries?: Binaries
  /** How long a server may take to stop by itself, for tests; usually half a minute. */
  readonly stopMs?: number
  /** For tests of an account that this machine would not choose by itself. */
  readonly account?: ServerAccount
}

/**
 * Runs a real PostgreSQL in `postgres` below the data folder: made when new, adopted when it still runs from before,
 * started otherwise, and started again when it dies. Only this process's user can connect to it.
 *
 * The caller calls `stop` at SIGTERM and SIGINT; after a kill -9 the server runs on and the next start adopts it.
 *
 * @throws StartError `folder-not-writable`, `folder-other-version`, `folder-in-use`, `platform-unknown`, `disk-full`,
 *   `database-failed`
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const { dataDir, log } = options
  await makePrivateFolder(dataDir)
  const account = options.account ?? (await findAccount())
  await checkReachable(account, dataDir)
  const place = join(dataDir, 'postgres')
  const lock = await lockDataFolder(place, { product: 'postgres', version: 1 })
  try {
    const launch = await inFolder(place, () => prepare(place, account, options))
    const first = await inFolder(place, () => adoptOrStart(launch))
    const end = (pid: number) => stopPostmaster(launch, pid)
    await ensureDatabase(first.connection).catch(async (error: unknown) => {
      await end(first.pid)
      throw error
    })
    const isStopping = async () => (await readPidFile(place))?.stopping === true
    const { pid, adopted } = first
    log.info({ pid, adopted, place }, 'embedded database; set UNDONGLE_DATABASE_URL for production')
    const supervision = supervise(first, { restart: () => adoptOrStart(launch), isStopping, end, log })
    let stopped: Promise<void> | undefined
    return {
      connection: { ...first.connection, database },
      get pid() {
        return supervision.pid
      },
      stop() {
        stopped ??= supervision.stop().then(lock.release)
        return stopped
      },
    }
  } catch (error) {
    await lock.release()
    throw error
  }
}

const database = 'undongle'

async function prepare(place: string, account: ServerAccount, options: EmbeddedOptions): Promise<Launch> {
  const binaries = options.binaries ?? (await prepareBinaries(place, account))
  const endpoint = await openEndpoint(place, account)
  await ensureCluster(place, account, binaries, endpoint)
  const { settings = {}, stopMs = stopTimeoutMs } = options
  return { place, account, binaries, endpoint, settings, stopMs }
}

async function ensureDatabase(connection: PoolConfig): Promise<void> {
  const client = new pg.Client({ ...connection, database: 'postgres' })
  await client.connect()
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [database])
    if (rowCount === 0) await client.query(`create database ${database}`)
  } finally {
    await client.end()
  }
}
