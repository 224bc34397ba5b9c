import type { OpenGiveBack, PermitHolder } from '../journal/permits.ts'
import { closeGiveBack, giveBackHeld, giveBackUnheard, highestPermit, listGiveBacks } from '../journal/permits.ts'
import type { Store } from '../journal/store.ts'
import type { PermitCloud } from './cloud.ts'
import type { Epochs } from './epochs.ts'

interface Deps {
  readonly store: Store
  readonly cloud: PermitCloud
  readonly epochs: Epochs
  readonly now: () => Date
}

/** Permits on their way back: gone from the journal first, then the cloud is told, as often as it takes. */
export class GiveBacks {
  readonly #deps: Deps

  constructor(deps: Deps) {
    this.#deps = deps
  }

  /** What the cloud has not been told yet. */
  owed(): readonly OpenGiveBack[] {
    return listGiveBacks(this.#deps.store)
  }

  /** @returns what the cloud is to be told, also where nothing is held here: it may have a permit on record that never came */
  begin(holder: PermitHolder): { owed: OpenGiveBack; wasHeld: boolean } {
    const { store, now } = this.#deps
    const held = giveBackHeld(store, holder, now())
    return { owed: held ?? { ...holder, number: highestPermit(store, holder) }, wasHeld: held !== undefined }
  }

  /** @returns whether the cloud had a newer one on record, that never came here */
  async send(owed: OpenGiveBack): Promise<boolean> {
    const { store, cloud, epochs, now } = this.#deps
    const { dongle, number } = owed
    const reply = await epochs.ask((epoch) => cloud.giveBack(dongle, { number, transfer: null, epoch, leases: [] }))
    closeGiveBack(store, owed)
    const unheard = reply.answer === 'newer' ? giveBackUnheard(store, owed, reply.number, now()) : undefined
    if (unheard === undefined) return false
    await this.send(unheard)
    return true
  }
}
