import { spawn } from 'node:child_process'
import { chmod, chown, lchown, readdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { StartError } from '@undongle/core/node/start-error'

/**
 * As whom PostgreSQL runs; it refuses to run as root.
 * `self`: we are an ordinary user, or on Windows. `namespace`: we are root, and it runs in a user namespace that shows it
 * another uid while its files stay root's. `nobody`: root where namespaces are forbidden (many containers).
 */
export type ServerAccount = 'self' | 'namespace' | 'nobody'

const nobody = 65_534
const unshare = ['--user', `--map-user=${nobody}`, `--map-group=${nobody}`]

export async function findAccount(): Promise<ServerAccount> {
  if (process.getuid?.() !== 0) return 'self'
  return (await mayUnshare()) ? 'namespace' : 'nobody'
}

/** What to spawn to run a program as that account; `unshare` becomes the program, so the process id is the program's. */
export function commandAs(account: ServerAccount, program: string, args: readonly string[]) {
  switch (account) {
    case 'self':
      return { file: program, args: [...args], identity: {} }
    case 'namespace':
      return { file: 'unshare', args: [...unshare, program, ...args], identity: {} }
    case 'nobody':
      return { file: program, args: [...args], identity: { uid: nobody, gid: nobody } }
  }
}

/** Gives one of PostgreSQL's own folders to its account, and lets that account pass through ours on the way to it. */
export async function giveFolder(account: ServerAccount, folder: string): Promise<void> {
  await chmod(folder, 0o700)
  if (account === 'self') return
  await chown(folder, uidOf(account), uidOf(account))
  if (account === 'nobody') await chmod(dirname(folder), 0o711)
}

/** Root may run the server as another account than last time: a container was given, or lost, the right to namespaces. */
export async function handOver(account: ServerAccount, folder: string): Promise<void> {
  if (account === 'self' || (await stat(folder)).uid === uidOf(account)) return
  const uid = uidOf(account)
  for (const name of await readdir(folder, { recursive: true })) await lchown(join(folder, name), uid, uid)
  await giveFolder(account, folder)
}

/** Who owns the files outside, where we are root. */
const uidOf = (account: 'namespace' | 'nobody'): number => (account === 'nobody' ? nobody : 0)

/** A data folder below /root can't be reached by another user, whoever owns it: say so before PostgreSQL does. */
export async function checkReachable(account: ServerAccount, dataDir: string): Promise<void> {
  if (account !== 'nobody') return
  await chmod(dataDir, 0o711)
  for (let folder = dirname(dataDir); folder !== dirname(folder); folder = dirname(folder)) {
    if (((await stat(folder)).mode & 0o001) === 0) {
      const reason = `PostgreSQL can't run as root here, and user ${nobody} can't pass through ${folder}.`
      throw new StartError('folder-not-writable', `${dataDir}: ${reason} /var/lib/undongle would do.`)
    }
  }
}

function mayUnshare(): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn('unshare', [...unshare, 'true'], { stdio: 'ignore' })
    child.on('error', () => resolve(false))
    child.on('exit', (code) => resolve(code === 0))
  })
}
