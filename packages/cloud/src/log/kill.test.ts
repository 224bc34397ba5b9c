import { appendFile, cp, mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { isConsistent, isProvable, type LogWorld, startLogWorld } from './log.fixture.ts'
import type { LogParts } from './log.ts'

/** How a kill meets a write: before anything of it is on the disk, in its middle, or when it is done and nobody was told. */
const moments = ['before', 'during', 'after'] as const
type Moment = (typeof moments)[number]

class Killed extends Error {}

/** The parts of a log whose process dies at its nth write; what it wrote until then stays. */
function killedAt(nth: number, moment: Moment, folder: string) {
  let count = 0
  const at = async <Result>(write: () => Promise<Result>, torn: () => Promise<unknown>): Promise<Result> => {
    count++
    if (count > nth || (count === nth && moment === 'before')) throw new Killed()
    if (count === nth && moment === 'during') await torn()
    if (count === nth && moment === 'during') throw new Killed()
    const result = await write()
    if (count === nth) throw new Killed()
    return result
  }
  const nothing = async () => undefined
  return ({ register, queue, files, ...parts }: LogParts): LogParts => ({
    ...parts,
    register: {
      ...register,
      append: (certificates) =>
        at(
          () => register.append(certificates),
          () => appendFile(join(folder, 'certificates'), '5fe3a1c0 {"id":"crt_'),
        ),
    },
    queue: { ...queue, place: (first, certificates) => at(() => queue.place(first, certificates), nothing) },
    files: {
      ...files,
      write: (path, bytes) =>
        at(
          () => files.write(path, bytes),
          () => leaveHalf(join(folder, 'log', path), bytes),
        ),
      remove: (path) => at(() => files.remove(path), nothing),
    },
  })
}

async function leaveHalf(file: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(`${file}.new`, bytes.subarray(0, bytes.length / 2))
}

/** Two certificates wait at two rounds, so that a tile fills up in the second. @returns whether it came to its end */
async function grow(world: LogWorld, added: `crt_${string}`[], nth: number, moment: Moment): Promise<boolean> {
  const wrap = killedAt(nth, moment, world.folder)
  try {
    await world.run(async (log) => {
      for (const count of [1, 3]) {
        added.push(...world.make(count))
        await log.sequence()
      }
    }, wrap)
    return true
  } catch (error) {
    if (error instanceof Killed) return false
    throw error
  }
}

test.each(moments)('[Q93] killed %s any write, the log goes on from there and never another way', async (moment) => {
  const world = await startLogWorld()
  const base = `${world.folder}-base`
  world.make(254)
  await world.run((log) => log.sequence())
  const published = await world.checkpoint()
  await world.copy(base)
  const database = world.database.copy()
  let ended = false
  let kills = 0
  for (let nth = 1; !ended; nth++) {
    await rm(world.folder, { recursive: true })
    await cp(base, world.folder, { recursive: true })
    world.database.restore(database)
    const added: `crt_${string}`[] = []
    ended = await grow(world, added, nth, moment)
    if (!ended) kills++
    const met = await world.checkpoint()
    const name = `write ${nth}`
    await world.run(async (log) => {
      await log.sequence()
      const checkpoint = await world.checkpoint()
      if (published === undefined || met === undefined || checkpoint === undefined)
        return expect.fail('a checkpoint is published')
      expect([name, checkpoint.size]).toEqual([name, 254 + added.length])
      expect([name, await isConsistent(log.files, published, checkpoint)]).toEqual([name, true])
      expect([name, await isConsistent(log.files, met, checkpoint)]).toEqual([name, true])
      for (const certificate of added) expect([name, await isProvable(world, log, certificate)]).toEqual([name, true])
    })
  }
  // Register, database, two to five tiles and a checkpoint in each round, and the removal of what is full now.
  expect(kills).toBe(15)
  await world.remove()
})
