import { printSettings } from '@undongle/core/node/settings'
import { StartError } from '@undongle/core/node/start-error'
import { environment, readConfig, settings } from './config.ts'
import { startCloud } from './start.ts'

/** The license cloud as a process: starts, says where it listens, and stops cleanly when it is asked to. */
try {
  if (process.argv.includes('--print-config')) console.log(printSettings(settings, environment))
  else await run()
} catch (error) {
  console.error(error instanceof StartError ? error.message : error)
  process.exitCode = 1
}

async function run(): Promise<void> {
  const stopped = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => stopped.abort())
  const cloud = await startCloud(readConfig())
  console.log(`Undongle license cloud: ${cloud.url}`)
  if (cloud.setUpLink !== undefined) {
    console.log(`Set up the vendor's operator (${cloud.operator}), once, within 24 hours:\n${cloud.setUpLink}`)
  }
  if (!stopped.signal.aborted) {
    await new Promise((resolve) => stopped.signal.addEventListener('abort', resolve, { once: true }))
  }
  await cloud.stop()
}
