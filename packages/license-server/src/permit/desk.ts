import type { ApiErrorCode } from '@undongle/core/api/errors'
import type { TransferEvidence } from '@undongle/core/dongle/evidence'
import { dongleNameOf } from '@undongle/core/dongle/name'
import type { TransferId } from '@undongle/core/id'
import { fromSeconds, hourMs, minuteMs } from '@undongle/core/time'
import type { ReadDongle } from '../dongle/desk.ts'
import { toApiError } from '../http/problem.ts'
import { highestPermit, type OpenGiveBack } from '../journal/permits.ts'
import { findOpenTransfer, findTransfer } from '../journal/transfers.ts'
import { drainOf } from '../transfer/detail.ts'
import { retryDelayMs, waitsFor } from '../transfer/next.ts'
import type { Pause, StartPause } from '../transfer/pause.ts'
import type { PermitCloud } from './cloud.ts'
import type { Epochs } from './epochs.ts'
import { GiveBacks } from './give-backs.ts'
import { type HeldDeps, type HeldPermit, HeldPermits } from './held.ts'
import { needsPermit, type PermitAnswer } from './standing.ts'

/** A machine that is online has nearly ten days left whenever it goes offline. */
const renewMs = hourMs
/** While this machine holds a permit without the dongle, it looks whether somebody waits for it. */
const lookMs = minuteMs
/** Applications ask every few minutes; what the cloud refused is not asked again with each of them. */
const refusalMs = minuteMs

interface Deps extends HeldDeps {
  readonly cloud: PermitCloud
  readonly epochs: Epochs
  readonly readDongles: () => Promise<readonly ReadDongle[]>
  /** Applications here that have a seat from this dongle now. */
  readonly seatsInUse: (dongle: string) => number
  readonly now: () => Date
  readonly chance: () => number
  readonly wait: StartPause
}

interface Asked {
  readonly at: Date
  readonly refusal: ApiErrorCode | undefined
  /** A permit was usable then. */
  readonly wasServed: boolean
}

/**
 * The permits of this machine: got when a dongle that needs one is plugged in, renewed hourly while it stays, and given back when a
 * person says so or another machine's transfer waits for one that nobody uses here (PROTOCOL, class B).
 */
export class PermitDesk {
  readonly #deps: Deps
  readonly #held: HeldPermits
  readonly #giveBacks: GiveBacks
  /** When a renewal of each dongle was last answered, and how. */
  readonly #asked = new Map<string, Asked>()
  readonly #asking = new Map<string, Promise<void>>()
  /** Given back by hand: none is asked for by itself before the dongle is plugged in anew, or an application wants a seat. */
  readonly #rested = new Set<string>()
  /** Asked for and not answered: a permit may be on record that never came here. */
  readonly #unheard = new Set<string>()
  /** Other machines' drains for which nothing is on record of this one. */
  readonly #cleared = new Set<TransferId>()
  #lookedAt: Date | undefined
  #plugged: ReadonlySet<string> = new Set()
  #hasUnplugged = false
  #checkedInAt: Date | undefined
  #failures = 0
  #pause: Pause | undefined
  #woken = false
  #running: Promise<void> | undefined
  #stopping = false

  constructor(deps: Deps) {
    this.#deps = deps
    this.#held = new HeldPermits(deps)
    this.#giveBacks = new GiveBacks(deps)
  }

  start(): void {
    this.#running ??= this.#run()
  }

  async stop(): Promise<void> {
    this.#stopping = true
    this.wake()
    await this.#running
  }

  /** Something changed that permits wait for: a dongle came, somebody signed in, the cloud answers again. */
  wake(): void {
    this.#woken = true
    this.#pause?.end()
  }

  /**
   * What this machine may serve from a dongle that is plugged in. Without a usable permit the cloud is asked for one now, unless it has
   * just refused: an application that starts with the dongle need not wait for the next round.
   */
  async permitFor({ evidence }: ReadDongle): Promise<PermitAnswer> {
    const { machine } = this.#deps
    if (evidence === undefined || !needsPermit(evidence.grade, machine() !== undefined)) return { permit: 'not-needed' }
    const dongle = dongleNameOf(evidence)
    const held = this.#held.answerFor(dongle)
    if (held.permit !== 'refused' || held.code === 'clock-needs-contact' || !this.#mayAskNow(dongle)) return held
    this.#rested.delete(dongle)
    await this.#ask(dongle, evidence).catch((error) => this.#note(dongle, error))
    return this.#held.answerFor(dongle)
  }

  /** After a transfer has ended: what is still on the dongle may be used at once. */
  renew(dongle: string): void {
    this.#asked.delete(dongle)
    this.#rested.delete(dongle)
    this.wake()
  }

  list(): HeldPermit[] {
    return [...this.#held.dongles()].flatMap((dongle) => {
      const permit = this.#held.open(dongle)
      if (permit === undefined) return []
      return {
        dongle,
        serial: permit.serial,
        number: permit.number,
        until: fromSeconds(permit.exp).toISOString(),
        usable: this.#held.answerFor(dongle).permit !== 'refused',
        plugged: this.#plugged.has(dongle),
        awaited: this.#isAwaited(dongle),
      }
    })
  }

  /** Gives a permit back: gone from the disk first, then the cloud is told, as often as it takes. @throws ApiError `not-signed-in` */
  giveBack(dongle: string): Promise<'returned' | 'owed' | 'none'> {
    this.#rested.add(dongle)
    return this.#sendBack(dongle)
  }

  async #sendBack(dongle: string): Promise<'returned' | 'owed' | 'none'> {
    await this.#asking.get(dongle)?.catch(() => undefined) // what is on its way would be held again, and unknown to the give-back
    const { owed, wasHeld } = this.#giveBacks.begin(this.#held.holder(dongle))
    try {
      const wasNewer = await this.#tellOwed(owed)
      return wasHeld || wasNewer ? 'returned' : 'none'
    } catch (error) {
      this.#note(dongle, error)
      this.#unheard.add(dongle)
      this.wake()
      return 'owed'
    }
  }

  async #tellOwed(owed: OpenGiveBack): Promise<boolean> {
    const wasNewer = await this.#giveBacks.send(owed)
    this.#unheard.delete(owed.dongle)
    return wasNewer
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      this.#woken = false
      const failed = await this.#round().catch((error) => this.#note('', error) || true)
      this.#failures = failed ? this.#failures + 1 : 0
      if (this.#stopping || this.#woken) continue
      const chance = this.#deps.chance()
      const usualMs = this.#hasUnplugged ? lookMs : renewMs
      this.#pause = this.#deps.wait(failed ? retryDelayMs(this.#failures, chance) : usualMs * (0.75 + chance / 2))
      await this.#pause.over
    }
  }

  /** @returns whether something is to be tried again soon */
  async #round(): Promise<boolean> {
    if (this.#deps.machine() === undefined) return false
    let failed = false
    const attempt = async (dongle: string, act: () => Promise<void>) => {
      await act().catch((error) => {
        failed ||= this.#note(dongle, error)
      })
    }
    for (const owed of this.#giveBacks.owed()) await attempt(owed.dongle, async () => void (await this.#tellOwed(owed)))
    await attempt('', () => this.#checkInHourly())
    for (const [dongle, evidence] of await this.#needing()) {
      if (this.#isDue(dongle)) await attempt(dongle, () => this.#ask(dongle, evidence))
      if (
        this.#isAwaited(dongle) &&
        this.#deps.seatsInUse(dongle) === 0 &&
        (await this.#sendBack(dongle)) === 'returned'
      )
        await attempt(dongle, () => this.#ask(dongle, evidence)) // what is not on its way is served on
    }
    await attempt('', () => this.#returnUnplugged())
    return failed
  }

  /**
   * The permit of a dongle that is no longer here serves nobody, when the last seats from it are over: a transfer need not wait for it.
   * One whose answer was lost is on record all the same, so each drain of another machine is answered once although nothing is held here.
   */
  async #returnUnplugged(): Promise<void> {
    const { store, cloud, seatsInUse, now } = this.#deps
    const isAway = (dongle: string) => !this.#plugged.has(dongle)
    const held = this.#held.dongles()
    this.#hasUnplugged = [...held, ...this.#unheard].some(isAway)
    if (!this.#hasUnplugged && this.#lookedAt !== undefined && this.#isWithin(this.#lookedAt, renewMs * 0.7)) return
    const drains = (await cloud.listDrains()).filter(({ transfer }) => findTransfer(store, transfer) === undefined)
    this.#lookedAt = now()
    for (const { transfer, dongle } of drains) {
      if (!isAway(dongle) || (this.#cleared.has(transfer) && !held.has(dongle))) continue
      // A reader that did not answer for a moment looks like a dongle that was pulled.
      if (seatsInUse(dongle) > 0) continue
      if ((await this.#sendBack(dongle)) !== 'owed') this.#cleared.add(transfer)
    }
  }

  /** The dongles that need a permit and are plugged in; what was given back by hand rests until it comes anew. */
  async #needing(): Promise<ReadonlyMap<string, TransferEvidence>> {
    const read = await this.#deps.readDongles().catch(() => []) // the service was disabled meanwhile
    const needing = new Map<string, TransferEvidence>()
    for (const { evidence } of read) {
      if (evidence !== undefined && needsPermit(evidence.grade, true)) needing.set(dongleNameOf(evidence), evidence)
    }
    for (const dongle of this.#rested) if (!needing.has(dongle)) this.#rested.delete(dongle)
    for (const dongle of this.#asked.keys()) if (!needing.has(dongle)) this.#asked.delete(dongle)
    this.#plugged = new Set(needing.keys())
    return needing
  }

  /** For a dongle that nothing serves now. What was refused beside a permit that has ended since may be granted without it. */
  #mayAskNow(dongle: string): boolean {
    if (this.#deps.machine() === undefined || this.#isGivingBack(dongle)) return false
    const asked = this.#asked.get(dongle)
    return asked?.refusal === undefined || asked.wasServed || !this.#isWithin(asked.at, refusalMs)
  }

  #isDue(dongle: string): boolean {
    if (this.#rested.has(dongle) || this.#isGivingBack(dongle)) return false
    const asked = this.#asked.get(dongle)
    return asked === undefined || !this.#isWithin(asked.at, renewMs * 0.7)
  }

  /** Another machine's transfer waits for it: a renewal was refused, or our own transfer has joined that one and hears so itself. */
  #isAwaited(dongle: string): boolean {
    const { store, machine } = this.#deps
    const own = findOpenTransfer(store, dongle)
    if (own === undefined) return this.#asked.get(dongle)?.refusal === 'permit-draining'
    return drainOf(own).holders.some(({ licenseServer }) => licenseServer === machine())
  }

  /** Between "yours is the last" and the answer to its give-back nothing is asked for: it would only be refused. */
  #isGivingBack(dongle: string): boolean {
    return findOpenTransfer(this.#deps.store, dongle)?.state === 'giving-back'
  }

  /** One question at a time for each dongle: whoever asks meanwhile shares the answer. */
  #ask(dongle: string, evidence: TransferEvidence): Promise<void> {
    const known = this.#asking.get(dongle)
    if (known !== undefined) return known
    const asking = this.#askNow(dongle, evidence).finally(() => this.#asking.delete(dongle))
    this.#asking.set(dongle, asking)
    return asking
  }

  async #askNow(dongle: string, evidence: TransferEvidence): Promise<void> {
    const { store, cloud, epochs, now } = this.#deps
    try {
      const have = highestPermit(store, this.#held.holder(dongle))
      const { permit } = await epochs.ask((epoch) => cloud.putPermit(dongle, { evidence, proof: null, have, epoch }))
      this.#held.keep(dongle, permit)
      this.#unheard.delete(dongle)
      this.#asked.set(dongle, { at: now(), refusal: undefined, wasServed: true })
    } catch (error) {
      const { code } = toApiError(error)
      const wasServed = this.#held.answerFor(dongle).permit !== 'refused'
      if (waitsFor(code) === 'support') this.#asked.set(dongle, { at: now(), refusal: code, wasServed })
      if (code === 'cloud-unreachable') this.#unheard.add(dongle)
      throw error
    }
  }

  /** A restore is heard of by asking: a machine without dongles holds leases all the same. */
  async #checkInHourly(): Promise<void> {
    if (this.#checkedInAt !== undefined && this.#isWithin(this.#checkedInAt, renewMs * 0.7)) return
    await this.#deps.epochs.checkIn()
    this.#checkedInAt = this.#deps.now()
  }

  /** Also true for a clock that was set back meanwhile: then it is asked anew. */
  #isWithin(at: Date, spanMs: number): boolean {
    const sinceMs = this.#deps.now().getTime() - at.getTime()
    return sinceMs >= 0 && sinceMs < spanMs
  }

  /** @returns whether it may be different soon */
  #note(dongle: string, error: unknown): boolean {
    const { code, detail } = toApiError(error)
    this.#deps.log('no answer about a permit', { dongle, code, detail })
    return waitsFor(code) !== 'support'
  }
}
