import { ApiError } from '@undongle/core/api/error'
import type { LeaseId } from '@undongle/core/id'
import { epochMs } from '@undongle/core/permit/limits'
import { dayMs, hourMs, minuteMs } from '@undongle/core/time'
import type { Machine } from '../machine.ts'
import { Books } from './books.ts'
import { type Floor, newSeatId, openFloor, product } from './floor.ts'

interface Asked {
  readonly machines: number
  /** How long the cloud is away. */
  readonly days: number
}

export interface DrillFigures extends Asked {
  readonly asks: number
  /** How many of the machines could work at the end of the outage, and when all of it was over. */
  readonly working: { readonly away: number; readonly inTheEnd: number }
  /** What must not be: refusals of what was lent, work beyond the end of a lease, errors nobody explains. */
  readonly wrong: readonly string[]
  readonly mostInUse: number
  /** For how long after the restore more could work than were bought, and what was declared. */
  readonly overHours: number
  readonly declaredHours: number
  /** What the machine whose clock is wrong was told while the cloud was away, and right after. */
  readonly wrongClock: { readonly before: string; readonly after: string }
}

/** Of the machines, so many have their seat when the backup is made. */
const knownToBackup = 0.8
/** Behind by less than a day: time is counted on from the last contact (PROTOCOL, "Leases"). */
const wrongClockMs = -20 * hourMs
const askEveryMs = 4 * hourMs
/** Nobody hurries: background loops pause so many times as long. */
const slowness = 16

/**
 * The cloud is away for days while every machine works, one more is set up whose clock is wrong, and then an older backup of the cloud comes
 * back, which has forgotten some of the leases. All of it is the production code, on one clock that nobody waits for.
 */
export async function runDrill(
  ground: Parameters<typeof openFloor>[0],
  { machines, days }: Asked,
): Promise<DrillFigures> {
  const floor = openFloor(ground, machines)
  const { world, cloud } = floor
  world.schedule.slowness = slowness
  const books = new Books(machines)
  const known = Math.floor(machines * knownToBackup)
  const join = (number: number) => new Work(floor, books, floor.join(`m${number}`, 0)).goOn()

  for (let number = 0; number < known; number++) join(number)
  await floor.passes(dayMs / 2)
  const backup = cloud.facts
  for (let number = known; number < machines; number++) join(number)
  await floor.passes(dayMs / 2)

  cloud.crash(days * dayMs)
  await floor.passes((days * dayMs) / 2)
  const late = new Work(floor, books, floor.join('late', wrongClockMs))
  const before = await late.told()
  await floor.passes((days * dayMs) / 2 - minuteMs)
  const away = books.working(world.schedule.nowMs)
  cloud.restore(backup)
  const restoredMs = world.schedule.nowMs
  await floor.passes(minuteMs)

  // Before anybody else has told what it holds: the restored cloud believes that seats are free.
  const after = await late.told()
  late.goOn()
  await floor.passes(epochMs + dayMs)
  return {
    machines,
    days,
    asks: books.asks,
    working: { away, inTheEnd: books.working(world.schedule.nowMs) },
    wrong: [...books.wrong, ...world.bugs].slice(0, wrongTold),
    mostInUse: books.mostInUse,
    overHours: hoursOf(books.overUntilMs === undefined ? 0 : books.overUntilMs - restoredMs),
    declaredHours: hoursOf(epochMs),
    wrongClock: { before, after },
  }
}

const wrongTold = 20
const hoursOf = (ms: number): number => Math.round((10 * ms) / hourMs) / 10

/** An application on a machine, which asks for its seat again and again. */
class Work {
  readonly #floor: Floor
  readonly #books: Books
  readonly #machine: Machine
  readonly #seat: LeaseId

  constructor(floor: Floor, books: Books, machine: Machine) {
    this.#floor = floor
    this.#books = books
    this.#machine = machine
    this.#seat = newSeatId(floor)
  }

  /** For as long as the drill lasts, at a moment of its own. */
  goOn(): void {
    const { schedule, chance } = this.#floor.world
    const again = (): void => {
      void this.#ask()
      schedule.after(askEveryMs, again)
    }
    schedule.after(chance.between(2 * minuteMs, askEveryMs), again)
  }

  /** Somebody opens the page, which shows what the account holds, and starts the application. @returns what it is told */
  async told(): Promise<string> {
    const { world, passes } = this.#floor
    let answer = 'no answer'
    world.schedule.after(0, () => {
      const shown = this.#machine.running?.server.licenses().catch(() => undefined)
      void shown
        ?.then(() => this.#ask())
        .then((told) => {
          answer = told
        })
    })
    await passes(minuteMs)
    return answer
  }

  async #ask(): Promise<string> {
    const { running, name } = this.#machine
    if (running === undefined) throw new Error(`${name} is off, and nothing turned it off`)
    const { schedule } = this.#floor.world
    const wasHeld = this.#books.isHeld(name, schedule.nowMs)
    try {
      const { expiresAt, offline } = await running.server.leases.put(this.#seat, { product, version: '3.0' })
      this.#books.given(name, { nowMs: schedule.nowMs, endsMs: Date.parse(expiresAt) })
      return offline ? 'served offline' : 'served'
    } catch (error) {
      const why = error instanceof ApiError ? error.code : String(error)
      this.#books.refused(name, {
        nowMs: schedule.nowMs,
        why,
        isOwed: wasHeld && this.#books.isHeld(name, schedule.nowMs),
      })
      return why
    }
  }
}
