import { createHash } from 'node:crypto'
import { mkdtemp, readdir, realpath, rename, rm } from 'node:fs/promises'
import { connect, createServer, type Server } from 'node:net'
import { basename, join } from 'node:path'
import { platform } from 'node:process'
import { errorCode } from './folder.ts'
import { openSocketFolder } from './socket-folder.ts'

/** Whether this process is now the only one on a folder. The claim ends with the process, however it ends. */
export type InstanceClaim = { outcome: 'ours'; release: () => Promise<void> } | { outcome: 'held-by-other' }

/**
 * Claims a folder for this process. A pid in a file would outlive its process and be given to another one, and means
 * nothing to a second container on the same volume; so the claim is a listening endpoint, which the system closes.
 */
export async function claimInstance(folder: string): Promise<InstanceClaim> {
  return platform === 'win32' ? claimByPipe(await realpath(folder)) : claimBySocket(folder)
}

/** Windows gives the name of a pipe to one process at a time and frees it with the process. */
async function claimByPipe(folder: string): Promise<InstanceClaim> {
  const name = createHash('sha256').update(folder.toLowerCase()).digest('hex').slice(0, 32)
  try {
    const server = await listen(`\\\\.\\pipe\\undongle-${name}`)
    return { outcome: 'ours', release: () => close(server) }
  } catch (error) {
    if (errorCode(error) === 'EADDRINUSE') return { outcome: 'held-by-other' }
    throw error
  }
}

/**
 * Elsewhere the file of a socket stays when its process dies, and removing a stale one races with whoever takes it over.
 * So each process listens under a name of its own, and only then looks for another that answers: of two that start at
 * the same moment at least one sees the other, and none is ever told it is alone when it is not.
 */
async function claimBySocket(folder: string): Promise<InstanceClaim> {
  const sockets = await openSocketFolder(folder, 'claim-XXXXXX/socket')
  const own = await mkdtemp(join(sockets, 'claim-'))
  const server = await listen(join(own, 'socket'))
  // A name ending in .lock always stands for a socket that listened: if it refuses, its process is gone for good.
  const lock = `${own}.lock`
  await rename(join(own, 'socket'), lock)
  await rm(own, { recursive: true })
  const release = async () => {
    await rm(lock, { force: true })
    await close(server)
  }
  if (!(await anotherAnswers(sockets, basename(lock)))) return { outcome: 'ours', release }
  await release()
  return { outcome: 'held-by-other' }
}

async function anotherAnswers(sockets: string, own: string): Promise<boolean> {
  const others = (await readdir(sockets)).filter((name) => name.endsWith('.lock') && name !== own)
  for (const other of others) {
    if (await answers(join(sockets, other))) return true
    await rm(join(sockets, other), { force: true })
  }
  return false
}

/** Only a refusal proves that nobody listens; any other trouble counts as somebody. */
function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path)
    socket.on('connect', () => resolve(true))
    socket.on('error', (error) => resolve(!['ECONNREFUSED', 'ENOENT'].includes(errorCode(error))))
    socket.on('connect', () => socket.destroy())
  })
}

function listen(path: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy())
    server.on('error', reject)
    server.listen(path, () => resolve(server.unref()))
  })
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()))
}
