import { cp, mkdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { PoolConfig } from 'pg'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../packages/cloud/src/db/embedded.ts'
import { withSuperuser } from '../soak/facts.ts'
import { childrenOf, signal } from '../soak/kept-process.ts'
import { readPostmaster } from '../soak/place.ts'

/** A second PostgreSQL that follows the first, made as its manual says: backup_start, a copy of the files, backup_stop. */
export interface Standby {
  readonly connection: PoolConfig
  /** For UNDONGLE_DATABASE_URL. */
  readonly url: string
  /** From now on it hears nothing of the primary, as behind a broken line; nobody notices. */
  detach(): Promise<void>
  /** Makes it a server of its own, with whatever it has. */
  promote(): Promise<void>
  stop(): Promise<void>
}

export interface Primary {
  /** The files of the server. */
  readonly clusterFolder: string
  readonly connection: PoolConfig
}

const pollMs = 20
/** The primary keeps this much of its log for a standby that comes later; without it the standby could miss the beginning. */
const keptLog = '256MB'

export async function makeStandby(primary: Primary, dataDir: string): Promise<Standby> {
  const cluster = path.join(dataDir, 'postgres/pg')
  await mkdir(path.dirname(cluster), { recursive: true, mode: 0o700 })
  await withSuperuser(primary.connection, async (client) => {
    await client.query(`alter system set wal_keep_size = '${keptLog}'`)
    await client.query('select pg_reload_conf()')
    await client.query(`select pg_backup_start('standby', fast => true)`)
    await copyFiles(primary.clusterFolder, cluster)
    const { rows } = await client.query<{ labelfile: string }>(
      'select labelfile from pg_backup_stop(wait_for_archive => false)',
    )
    await writeFile(path.join(cluster, 'backup_label'), rows[0]?.labelfile ?? '')
  })
  await rm(path.join(cluster, 'postgresql.auto.conf'))
  await writeFile(path.join(cluster, 'standby.signal'), '')
  const { host, port, user } = primary.connection
  const settings = { primary_conninfo: `host=${host} port=${port} user=${user} application_name=standby` }
  const log = { info: () => undefined, warn: () => undefined, error: console.error }
  const running = await startEmbeddedPostgres({ dataDir, log, settings })
  return standbyOn(running)
}

function standbyOn(running: EmbeddedPostgres): Standby {
  const { connection } = running
  const holds = async (condition: string) => {
    const ask = () =>
      withSuperuser(connection, (client) => client.query<{ holds: boolean }>(`select ${condition} as holds`))
    while ((await ask()).rows[0]?.holds !== true) await sleep(pollMs)
  }
  return {
    connection,
    url: urlOf(connection),
    async detach() {
      await withSuperuser(connection, async (client) => {
        await client.query(`alter system set primary_conninfo = ''`)
        await client.query('select pg_reload_conf()')
      })
      await holds('not exists (select from pg_stat_wal_receiver)')
    },
    async promote() {
      await withSuperuser(connection, (client) => client.query('select pg_promote()'))
      await holds('not pg_is_in_recovery()')
    },
    stop: () => running.stop(),
  }
}

/** For UNDONGLE_DATABASE_URL. */
export const urlOf = ({ user, database, host }: PoolConfig): string =>
  `postgres://${user}@localhost/${database}?host=${encodeURIComponent(host ?? '')}`

/** The postmaster and all it has started are gone, in one moment. Whoever would start it again has been ended before. */
export async function crashPostgres(cloudDataDir: string): Promise<void> {
  const postmaster = readPostmaster(cloudDataDir)?.pid ?? 0
  const backends = childrenOf(postmaster)
  for (const pid of [postmaster, ...backends]) signal(pid, 'SIGKILL')
  while (childrenOf(postmaster).length > 0) await sleep(pollMs)
}

/** What belongs to the running primary alone stays there; its log comes over the line. */
const notCopied = /\/(postmaster\.(pid|opts)|pg_wal\/.+|pg_replslot\/.+|pg_stat_tmp\/.+|pgsql_tmp.*)$/

async function copyFiles(from: string, to: string): Promise<void> {
  await cp(from, to, { recursive: true, filter: (source) => !notCopied.test(source) })
}

/** From now on a commit is answered only when the standby has it on its disk. */
export async function makeSynchronous({ connection }: Primary): Promise<void> {
  await withSuperuser(connection, async (client) => {
    await client.query(`alter system set synchronous_standby_names = 'standby'`)
    await client.query('select pg_reload_conf()')
    const ask = () => client.query(`select from pg_stat_replication where sync_state = 'sync'`)
    while ((await ask()).rowCount === 0) await sleep(pollMs)
  })
}

/** Waits until the standby has everything that the primary has written so far. */
export async function waitUntilFollowed({ connection }: Primary): Promise<void> {
  await withSuperuser(connection, async (client) => {
    const { rows } = await client.query<{ position: string }>('select pg_current_wal_lsn() as position')
    const ask = () =>
      client.query('select from pg_stat_replication where replay_lsn >= $1::pg_lsn', [rows[0]?.position])
    while ((await ask()).rowCount === 0) await sleep(pollMs)
  })
}
