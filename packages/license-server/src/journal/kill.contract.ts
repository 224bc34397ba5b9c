import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { idSchema } from '@undongle/core/id'
import { build } from 'tsdown'
import { expect, test } from 'vitest'
import { eventsAfter } from './events.ts'
import { type OpenEngine, openStore } from './open.ts'
import { findPermit, storePermit } from './permits.ts'
import type { Store } from './store.ts'
import type { JournaledTransfer, TransferState } from './transfer.ts'
import { listTransfers } from './transfers.ts'

const kills = 20
const testTimeoutMs = 120_000
const stepsByOrder: readonly TransferState[] = ['intended', 'ordered', 'retired', 'moved']
const stepsByPermit: readonly TransferState[] = ['intended', 'draining', 'giving-back', 'moved']

/** What the journal promises on every engine: whatever it acknowledged is there after kill -9, and nothing is half there. */
export function killContract(name: 'libsql' | 'node-sqlite', engine: OpenEngine, folder: () => string): void {
  test(
    `[Q92] ${kills} kills of the License Server: nothing acknowledged is lost, nothing is torn`,
    async () => {
      const program = await bundleChild(folder())
      const path = join(folder(), 'journal.db')
      const acknowledged = new Map<string, TransferState>()
      const random = seeded(7)
      for (let round = 0; round < kills; round++) {
        await killAfter(1 + Math.floor(random() * 60), [program, path, name, String(round)], (id, state) => {
          acknowledged.set(id, state)
        })
        expectWhole(path, engine, acknowledged)
      }
      expect(acknowledged.size).toBeGreaterThan(kills)
    },
    testTimeoutMs,
  )
}

/** One file starts four times as fast as the sources, and it is started for every kill. */
async function bundleChild(folder: string): Promise<string> {
  symlinkSync(
    fileURLToPath(new URL('../../../../node_modules', import.meta.url)),
    join(folder, 'node_modules'),
    'junction',
  )
  await build({
    config: false,
    entry: { child: fileURLToPath(new URL('kill.child.ts', import.meta.url)) },
    outDir: join(folder, 'dist'),
    format: 'esm',
    platform: 'node',
    dts: false,
    logLevel: 'silent',
    deps: { alwaysBundle: [/^@undongle/, 'zod'] },
  })
  return join(folder, 'dist', 'child.mjs')
}

/** Kills the child when it has told so many steps; it is then somewhere in a later one. What it told until its end counts. */
async function killAfter(count: number, args: readonly string[], told: (id: string, state: TransferState) => void) {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  child.stdout.setEncoding('utf8')
  child.stdout.on('data', (chunk: string) => {
    text += chunk
    if (text.split('\n').length > count) child.kill('SIGKILL')
  })
  const [code, signal] = await once(child, 'close')
  expect({ code, signal }).toEqual({ code: null, signal: 'SIGKILL' })
  for (const line of text.split('\n').slice(0, -1)) {
    const [id = '', state] = line.split(' ')
    const known = [...stepsByOrder, ...stepsByPermit].find((step) => step === state)
    told(id, known ?? expect.fail(`the child told ${line}`))
  }
}

function expectWhole(path: string, engine: OpenEngine, acknowledged: ReadonlyMap<string, TransferState>): void {
  const store = openStore(path, [engine])
  const transfers = listTransfers(store, Number.MAX_SAFE_INTEGER)
  const found = new Map<string, JournaledTransfer>(transfers.map((transfer) => [transfer.id, transfer]))
  const lost = [...acknowledged].filter(([id, state]) => stepOf(found.get(id)) < indexOf(state))
  const torn = transfers.filter((transfer) => {
    const phases = eventsAfter(store, transfer.id, 0).map(({ phase }) => phase)
    const steps = isByPermit(transfer) ? stepsByPermit : stepsByOrder
    const told = phases.join() === steps.slice(0, stepOf(transfer) + 1).join()
    return !isWhole(transfer) || !told || !isPermitAsItShould(store, transfer)
  })
  store.close()
  expect({ lost, torn }).toEqual({ lost: [], torn: [] })
}

const indexOf = (state: TransferState): number => Math.max(stepsByOrder.indexOf(state), stepsByPermit.indexOf(state))

const stepOf = (transfer: JournaledTransfer | undefined): number => (transfer ? indexOf(transfer.state) : -1)

const isByPermit = ({ dongle }: JournaledTransfer): boolean => dongle.label.startsWith('ls_')

/** Held before "yours is the last", refused for ever after it: nothing in between is ever on the disk. */
function isPermitAsItShould(store: Store, { id, dongle, state }: JournaledTransfer): boolean {
  const machine = idSchema('licenseServer').safeParse(dongle.label)
  if (!machine.success) return true
  const at = new Date(0)
  const permit = { dongle: id, machine: machine.data, jws: id, number: 3, epoch: 1, issuedAt: at, expiresAt: at }
  const isHeld = findPermit(store, permit) !== undefined
  return state === 'intended' || state === 'draining' ? isHeld : !isHeld && storePermit(store, permit) === 'given-back'
}

function isWhole(transfer: JournaledTransfer): boolean {
  switch (transfer.state) {
    case 'intended':
      return transfer.planHash === transfer.id
    case 'ordered':
      return transfer.order.order === transfer.id.repeat(40)
    case 'retired':
      return Buffer.from(transfer.receipt).toString() === transfer.id.repeat(30)
    case 'moved':
      return transfer.certificate === transfer.id.repeat(50)
    case 'draining':
      return JSON.stringify(transfer.drain) === JSON.stringify({ holders: [transfer.id] })
    case 'giving-back':
      return transfer.number === 3
    case 'cancelling':
    case 'refused':
    case 'cancelled':
      return false
  }
}

/** A small generator of numbers in [0, 1), the same for each run (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
