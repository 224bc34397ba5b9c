import type { PluggedDongles } from '../packages/license-server/src/dongle/desk.ts'
import type { DongleRef, DongleSession } from '../packages/license-server/src/dongle/driver.ts'
import { DongleError } from '../packages/license-server/src/dongle/error.ts'
import type { DongleChange } from '../packages/license-server/src/dongle/host/changes.ts'
import { openSession } from '../packages/license-server/src/dongle/session.ts'
import type { Chance } from './chance.ts'
import { type Dongle, storageOf } from './dongle.ts'
import type { Faults } from './fault.ts'
import type { Life } from './life.ts'
import type { Schedule } from './schedule.ts'

interface Deps {
  readonly machine: string
  readonly life: Life
  readonly schedule: Schedule
  readonly chance: Chance
  readonly faults: Faults
  readonly crash: () => void
  readonly dongles: readonly Dongle[]
}

/** The ports of one machine, as its License Server asks for them: what a driver's process does takes time, and it dies with its parent. */
export class Ports implements PluggedDongles {
  enabled = false
  readonly #deps: Deps
  readonly #listeners = new Set<(change: DongleChange) => void>()

  constructor(deps: Deps) {
    this.#deps = deps
  }

  enable(): void {
    this.enabled = true
  }

  async disable(): Promise<void> {
    this.enabled = false
  }

  async makeKey(): Promise<never> {
    throw new DongleError('unsupported', 'dongles come from the factory')
  }

  async list(): Promise<DongleRef[]> {
    await this.#takesTime()
    return this.#here().map(({ identity }) => identity)
  }

  async open(key: string): Promise<DongleSession> {
    await this.#takesTime()
    const dongle = this.#here().find(({ identity }) => identity.key === key)
    if (dongle === undefined) throw new DongleError('removed', key)
    return this.#remote(openSession(storageOf(dongle, this.#deps)))
  }

  async observe(key: string): Promise<never> {
    throw new DongleError('unsupported', key)
  }

  async status() {
    await this.#takesTime()
    const availability = { available: true as const, version: '6.00' }
    return [{ driver: 'pkcs11', pid: null, residentBytes: null, availability }]
  }

  /** As the service does: whoever begins to watch is told of what is there, when the first look is over. */
  watch(listener: (change: DongleChange) => void): () => void {
    void this.#takesTime().then(() => {
      this.#listeners.add(listener)
      for (const { identity } of this.#here()) listener({ type: 'added', ref: identity })
    })
    return () => void this.#listeners.delete(listener)
  }

  /** A dongle came or went, and the next look of the service sees it. */
  tell(change: DongleChange): void {
    for (const listener of this.#listeners) listener(change)
  }

  #here(): Dongle[] {
    return this.#deps.dongles.filter(({ at }) => at === this.#deps.machine)
  }

  /** Between question and answer everything else may happen: the dongle is pulled, the machine dies. */
  #remote(session: DongleSession): DongleSession {
    const ask =
      <Input extends unknown[], Answer>(question: (...input: Input) => Promise<Answer>) =>
      async (...input: Input): Promise<Answer> => {
        // The one half of the time passes before the dongle is touched, the other one after it.
        const isLate = this.#deps.chance.hit(0.5)
        await (isLate ? undefined : this.#takesTime()) // asynchronous either way: what stands on the stack names the I/O
        const answered = await question(...input).then(
          (answer) => ({ answer }),
          (error: unknown) => ({ error }),
        )
        if (isLate) await this.#takesTime()
        if ('error' in answered) throw answered.error
        return answered.answer
      }
    return {
      capabilities: ask(session.capabilities),
      identify: ask(session.identify),
      read: ask(session.read),
      inspect: ask(session.inspect),
      unlock: ask(session.unlock),
      prove: ask(session.prove),
      retire: ask(session.retire),
      cancel: ask(session.cancel),
      clean: ask(session.clean),
      writeList: ask(session.writeList),
      close: ask(session.close),
    }
  }

  async #takesTime(): Promise<void> {
    const { schedule, chance, life } = this.#deps
    await schedule.passes(chance.between(1, 20))
    await life.goesOn()
  }
}
