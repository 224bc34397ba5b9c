import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { PlacedPart } from '../../scripts/main-job/place.ts'
import { expectMovedOnce, readDongle } from './ledger.ts'
import { freePort, openWorld, programOf, read, start, type World } from './world.ts'

/** A mount namespace of its own lets any user of Linux have a small disk, and takes it away with the process. */
const ownMounts = ['--user', '--map-root-user', '--mount']
const canMount = spawnSync('unshare', [...ownMounts, 'true']).status === 0
const diskSize = '1m'
const blockBytes = 4096

let world: World
// A world for each: the room that one transfer reserved in its journal would serve the next.
beforeEach(async () => {
  if (canMount) world = await openWorld({ tokens: 0, fileDongles: 1, placeLicenseServer: placeOnSmallDisk })
}, 180_000)
afterEach(() => world?.close())

const problemOf = async (id: Parameters<typeof read>[1]) => (await read(world, id)).problem?.code

test.skipIf(!canMount && !process.env.CI).each([
  ['the disk full before the order is stored', 0],
  ['room for the order, but not for the receipt', 28 * 1024],
])('[Q91] %s: the dongle is not touched, the reason is named, and it goes on with room', async (_, leftBytes) => {
  const dongle = world.fileDongle()
  const open = world.gate.hold('transfer.open', 'answered')
  const id = await start(world, dongle)
  await open.reached
  const makeRoom = fillDisk(world.place.licenseServer.dataDir, leftBytes)
  open.release()
  await expect.poll(() => problemOf(id), { timeout: 20_000 }).toBe('journal-full')
  expect((await readDongle(world, dongle.serial)).generation).toBe(1)
  makeRoom()
  await expectMovedOnce(world, dongle, id)
})

/** @returns how to make room again */
function fillDisk(folder: string, leftBytes: number): () => void {
  const filler = path.join(folder, 'filler')
  mkdirSync(filler, { recursive: true })
  for (const sizeBytes of [blockBytes, 1]) fillBy(filler, sizeBytes)
  for (let block = 0; block < leftBytes / blockBytes; block++) rmSync(path.join(filler, `${blockBytes}-${block}`))
  return () => rmSync(filler, { recursive: true })
}

function fillBy(folder: string, sizeBytes: number): void {
  for (let count = 0; ; count++) {
    try {
      writeFileSync(path.join(folder, `${sizeBytes}-${count}`), new Uint8Array(sizeBytes))
    } catch {
      return
    }
  }
}

/** The License Server with its data folder on a disk that only its own mounts show: seen from here through its process. */
async function placeOnSmallDisk(settings: Readonly<Record<string, string>>, folder: string): Promise<PlacedPart> {
  mkdirSync(folder, { recursive: true })
  const port = await freePort()
  const script = `mount -t tmpfs -o size=${diskSize} none "$1" && exec "$2" "$3"`
  const program = ['sh', '-c', script, 'sh', folder, process.execPath, programOf('license-server')]
  const env = { ...settings, UNDONGLE_DATA_DIR: folder, UNDONGLE_LICENSE_SERVER_PORT: String(port) }
  const child = spawn('unshare', [...ownMounts, ...program], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
    detached: true,
  })
  let isRunning = true
  const ended = new Promise<void>((resolve) =>
    child.once('exit', () => {
      isRunning = false
      resolve()
    }),
  )
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal)
    await ended
  }
  const dataDir = `/proc/${child.pid}/root${folder}`
  while (isRunning && !existsSync(path.join(dataDir, 'addresses.json'))) await sleep(50)
  if (!isRunning) throw new Error('the License Server ended on its small disk')
  return {
    address: `http://localhost:${port}`,
    dataDir,
    pid: () => child.pid ?? 0,
    stop: () => end('SIGTERM'),
    crash: () => end('SIGKILL'),
    start: () => Promise.reject(new Error('its disk went with it')),
  }
}
