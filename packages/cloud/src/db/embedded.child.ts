import { StartError } from '@undongle/core/node/start-error'
import { startEmbeddedPostgres } from './embedded.ts'

// A process of its own that runs the supervisor as the cloud does, for tests that kill it: prints one JSON line.
const [dataDir = ''] = process.argv.slice(2)
const log = { info: () => undefined, warn: () => undefined, error: () => undefined }

try {
  const postgres = await startEmbeddedPostgres({ dataDir, log })
  process.once('SIGTERM', async () => {
    clearInterval(running)
    await postgres.stop()
  })
  const running = setInterval(() => undefined, 1000)
  console.log(JSON.stringify({ pid: postgres.pid, connection: postgres.connection }))
} catch (error) {
  if (!(error instanceof StartError)) throw error
  console.log(JSON.stringify({ code: error.code }))
}
