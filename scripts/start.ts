import { copyFileSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import { type Addresses, writeAddresses } from '@undongle/core/node/addresses'
import { buildStale, systemTargets } from './build/build.ts'
import { fillDemo } from './demo/fill.ts'
import { type RunningPart, startPart, wordsFor } from './supervise.ts'

const root = path.dirname(import.meta.dirname)
const demoCustomer = 'anna@lindenhof.example'
const dataDir = path.resolve(process.env.UNDONGLE_DATA_DIR || path.join(root, '.undongle'))

/** `npm start`: the whole system from this checkout, until it is told to stop or one of its parts dies. */
await buildStale(root, systemTargets)
const parentPollMs = 200
const parts: RunningPart[] = []
const asked = Promise.race([signal(), goneParent()])
try {
  const why = await Promise.race([asked, startAll().then(firstEnding)])
  if (why !== 'asked') throw new Error(`${why.name} ended (${wordsFor(why)}); the other parts are stopped with it.`)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
await stopAll()
process.exit()

function signal(): Promise<'asked'> {
  return new Promise((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => resolve('asked'))
  })
}

/** npm runs scripts in a shell that passes no signal on: once that shell is gone, stopping `npm start` meant this process. */
function goneParent(): Promise<'asked'> {
  const parent = process.ppid
  return new Promise((resolve) => {
    if (process.env.npm_lifecycle_event === undefined) return
    setInterval(() => process.ppid !== parent && resolve('asked'), parentPollMs).unref()
  })
}

async function startAll(): Promise<void> {
  mkdirSync(dataDir, { recursive: true })
  const drawerDir = path.join(dataDir, 'drawer')
  const { cloud } = await start('The cloud', 'cloud', {})
  if (cloud === undefined) throw new Error('The cloud did not say where it listens.')
  const settings = { UNDONGLE_CLOUD_URL: cloud, UNDONGLE_DRAWER_DIR: drawerDir }
  const { licenseServer } = await start('The License Server', 'license-server', settings)
  if (licenseServer === undefined) throw new Error('The License Server did not say where it listens.')
  const place = {
    cloud: { address: cloud, dataDir: path.join(dataDir, 'cloud') },
    licenseServer: { address: licenseServer, dataDir: path.join(dataDir, 'license-server') },
    drawerDir,
  }
  const links = await fillDemo(place, new Date())
  copyFileSync(path.join(place.licenseServer.dataDir, 'local-token'), path.join(dataDir, 'local-token'))
  writeAddresses(dataDir, { cloud, licenseServer })
  const first = links.find(({ email }) => email === demoCustomer)
  console.log(`
License Server  ${licenseServer}   one evaluation dongle is plugged in; the others: ${licenseServer}/drawer
Console         ${cloud}
Data            ${dataDir}

${first === undefined ? `Sign in as ${demoCustomer} with the password you chose.` : `Begin as ${demoCustomer}: this link sets a password, once.\n${first.link}`}`)
}

function start(name: string, folder: string, env: NodeJS.ProcessEnv): Promise<Addresses> {
  const part = startPart({
    name,
    program: path.join(root, 'packages', folder, 'dist/main.js'),
    dataDir: path.join(dataDir, folder),
    env: { ...process.env, ...env },
  })
  parts.push(part)
  return part.ready
}

function firstEnding() {
  return Promise.race(parts.map((part) => part.ended))
}

/** In the reverse order of their start: the License Server still reaches the cloud while it finishes what it is doing. */
async function stopAll(): Promise<void> {
  for (const part of parts.toReversed()) await part.stop()
}
