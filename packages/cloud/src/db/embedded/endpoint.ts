import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { errorCode } from '@undongle/core/node/folder'
import { openSocketFolder } from '@undongle/core/node/socket-folder'
import type { PoolConfig } from 'pg'
import { giveFolder, type ServerAccount } from './account.ts'

/** The superuser of the embedded cluster; connections of the cloud leave it at once for `undongle_app`. */
export const owner = 'undongle'

/** How the cloud reaches the embedded server, and nobody else does. */
export interface Endpoint {
  /** What `initdb` is told about who may come in. */
  readonly initArguments: readonly string[]
  /** What `postgres` is told about where to listen. */
  readonly settings: Readonly<Record<string, string>>
  readonly connection: PoolConfig
}

/** POSIX: a unix socket that only we can reach, so no password. Windows has no such folder: loopback and a password. */
export function openEndpoint(place: string, account: ServerAccount): Promise<Endpoint> {
  return process.platform === 'win32' ? openLoopback(place) : openSocket(place, account)
}

const socketPort = 5432

async function openSocket(place: string, account: ServerAccount): Promise<Endpoint> {
  const folder = join(await openSocketFolder(place, `pg/.s.PGSQL.${socketPort}.lock`), 'pg')
  await mkdir(folder, { recursive: true })
  await giveFolder(account, folder)
  return {
    initArguments: ['--auth-local=trust', '--auth-host=reject'],
    settings: {
      listen_addresses: '',
      unix_socket_directories: `"${folder.replaceAll('"', '""')}"`,
      port: `${socketPort}`,
    },
    connection: { host: folder, port: socketPort, user: owner },
  }
}

async function openLoopback(place: string): Promise<Endpoint> {
  const passwordFile = join(place, 'password')
  const password = await readOrMakePassword(passwordFile)
  const port = await freePort()
  return {
    initArguments: ['--auth=scram-sha-256', `--pwfile=${passwordFile}`],
    settings: { listen_addresses: '127.0.0.1', unix_socket_directories: '', port: `${port}` },
    connection: { host: '127.0.0.1', port, user: owner, password },
  }
}

async function readOrMakePassword(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error
    const password = randomBytes(32).toString('base64url')
    await writeFile(file, password, { mode: 0o600, flush: true })
    return password
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port')),
      )
    })
  })
}
