import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startTestCluster, type TestCluster } from './cluster.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    testDatabaseAddress: string
  }
}

/**
 * Hands out databases to the test files of one run, over loopback, because each file runs in a process of its own. The
 * cluster is started by the first that asks: a run without database tests does not pay for it.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  let cluster: Promise<{ folder: string; running: TestCluster }> | undefined
  const server = createServer(async (_request, response) => {
    try {
      cluster ??= startInNewFolder()
      response.end(JSON.stringify(await (await cluster).running.createDatabase()))
    } catch (error) {
      response.writeHead(500).end(String(error))
    }
  })
  project.provide('testDatabaseAddress', await listen(server))
  return async () => {
    server.closeAllConnections()
    server.close()
    const started = await cluster?.catch(() => undefined)
    await started?.running.stop()
    if (started) await rm(started.folder, { recursive: true, force: true })
  }
}

async function startInNewFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'undongle-postgres-'))
  return { folder, running: await startTestCluster(folder) }
}

function listen(server: Server): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`))
  })
}
