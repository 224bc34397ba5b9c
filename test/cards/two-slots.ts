import type { DongleService } from '../../packages/license-server/src/dongle/host/service.ts'
import type { CardService } from './pcscd.ts'
import { type PluggedCard, plugCard, type SmartCard } from './slot.ts'

/** A card, in a drawer or in one of the two slots. */
interface OwnCard {
  readonly card: SmartCard
  /** How a driver names its dongle. */
  readonly key: string
  plugged: PluggedCard | undefined
  slot: 0 | 1 | undefined
}

/**
 * Any number of cards, of which two are in a slot: a third takes the place of the one that was put in first.
 *
 * @param eye looks at the readers: pcscd takes a moment to see what was done to a slot
 */
export function openSlots(pcscd: CardService, eye: Pick<DongleService, 'list'>) {
  const cards = new Map<string, OwnCard>()
  const inSlots: string[] = []

  const cardOf = (name: string): OwnCard => {
    const card = cards.get(name)
    if (card === undefined) throw new Error(`there is no card ${name}`)
    return card
  }
  async function untilSeen({ key }: OwnCard, isIn: boolean): Promise<void> {
    for (let tries = 0; (await eye.list()).some((ref) => ref.key === key) !== isIn; tries++) {
      if (tries === 600) throw new Error(`${key} is ${isIn ? 'not in' : 'still in'} its reader`)
      await new Promise((resolve) => setTimeout(resolve, 30))
    }
  }
  async function plug(name: string): Promise<void> {
    const [first] = inSlots
    if (inSlots.length === 2 && first !== undefined) await unplug(first)
    const own = cardOf(name)
    const taken = inSlots.map((other) => cardOf(other).slot)
    own.slot = taken.includes(0) ? 1 : 0
    own.plugged = await plugCard(pcscd.ports[own.slot], own.card)
    inSlots.push(name)
    await untilSeen(own, true)
  }
  async function unplug(name: string): Promise<void> {
    const own = cardOf(name)
    await eye.list() // so that it knows the card, and only the reader can tell it that it went
    own.plugged?.pull()
    await own.plugged?.out
    own.plugged = undefined
    inSlots.splice(inSlots.indexOf(name), 1)
    await untilSeen(own, false)
  }

  return {
    cardOf,
    isIn: (name: string) => inSlots.includes(name),
    add: (name: string, key: string, card: SmartCard) => {
      if (!cards.has(name)) cards.set(name, { card, key, plugged: undefined, slot: undefined })
    },
    plug,
    unplug,
    pullAll: () => {
      for (const { plugged } of cards.values()) plugged?.pull()
    },
  }
}
