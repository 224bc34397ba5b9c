import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A real pcscd with a virtual reader of two slots, which nobody else on the machine sees. */
export interface CardService {
  /** For the processes that shall speak to this pcscd and no other. */
  readonly environment: Readonly<Record<string, string>>
  /** Where a card is plugged into each slot (see `plugCard`). */
  readonly ports: readonly [number, number]
  /** As a person does who restarts the system's service; `down` leaves it stopped. */
  restart(how?: 'down'): Promise<void>
  stop(): Promise<void>
}

/** One reader only: a second one of this kind breaks the first without a word. */
export async function startPcscd(readerName = 'Undongle virtual reader'): Promise<CardService> {
  const folder = await mkdtemp(join(tmpdir(), 'undongle-pcscd-'))
  const [settings, run] = [join(folder, 'readers'), join(folder, 'run')]
  await mkdir(settings)
  await mkdir(join(run, 'pcscd'), { recursive: true })
  const ports = await findPorts()
  const channel = `0x${ports[0].toString(16)}`
  const reader = [
    `FRIENDLYNAME "${readerName}"`,
    `DEVICENAME /dev/null:${channel}`,
    'LIBPATH /usr/lib/pcsc/drivers/serial/libifdvpcd.so',
    `CHANNELID ${channel}`,
  ]
  await writeFile(join(settings, 'virtual'), reader.join('\n'))
  const socket = join(run, 'pcscd', 'pcscd.comm')
  let running = await begin(run, settings, socket)
  return {
    environment: { PATH: '/usr/bin:/bin:/usr/sbin:/sbin', PCSCLITE_CSOCK_NAME: socket },
    ports,
    restart: async (how) => {
      await running.end()
      if (how !== 'down') running = await begin(run, settings, socket)
    },
    stop: async () => {
      await running.end()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** It always speaks at /run/pcscd: this one is given a /run of its own, so several can run side by side. */
async function begin(run: string, settings: string, socket: string) {
  const alone = process.getuid?.() === 0 ? ['--mount'] : ['--user', '--map-root-user', '--mount']
  const script = 'mount --bind "$1" /run && exec /usr/sbin/pcscd --foreground --config "$2"'
  const child = spawn('unshare', [...alone, 'sh', '-c', script, 'sh', run, settings], { stdio: 'ignore' })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const isUp = () => existsSync(socket)
  for (let tries = 0; !isUp(); tries++) {
    if (child.exitCode !== null || tries === 1000) throw new Error('pcscd did not start')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return {
    end: async () => {
      child.kill('SIGTERM')
      await ended
      await rm(socket, { force: true })
    },
  }
}

/** Two ports in a row that are free: the second slot's is always the next one. */
async function findPorts(): Promise<[number, number]> {
  for (;;) {
    const first = await listen(0)
    const second = await listen(first.port + 1).catch(() => undefined)
    await first.close()
    await second?.close()
    if (second !== undefined) return [first.port, second.port]
  }
}

async function listen(asked: number) {
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(asked, '127.0.0.1', resolve)
  })
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : asked
  return { port, close: () => new Promise<void>((resolve) => server.close(() => resolve())) }
}
