import { type Dongle, readAway } from './dongle.ts'
import { type Facts, readFacts, withSuperuser } from './facts.ts'
import type { Told } from './person.ts'
import { type Place, readPostmaster } from './place.ts'
import { unseenPlants } from './plants.ts'
import { type Acknowledged, countSharedDrains, findUnfinished, findViolations, type Sold } from './violations.ts'

/** Remembers what people were told, and holds ledger and dongles against it. */
export class Checker {
  readonly #place: Place
  readonly #say: (line: string) => void
  readonly #told: Told[] = []
  readonly #violations = new Set<string>()
  /** Transfers that more than one machine's permit had to end for. */
  drains = 0

  constructor(place: Place, say: (line: string) => void) {
    this.#place = place
    this.#say = say
  }

  get violations(): readonly string[] {
    return [...this.#violations]
  }

  /** Transfers that ended with a certificate. */
  get transfers(): number {
    return this.#acknowledged().length
  }

  hear(ending: Told, isOwner: boolean): void {
    this.#told.push(ending)
    const expected = isOwner ? ['all-moved', 'partly-moved', 'already-moved'] : ['other-company']
    if (!expected.includes(ending.result)) this.wrong(`${ending.transfer} ended as ${ending.result}`)
  }

  wrong(what: string): void {
    if (!this.#violations.has(what)) this.#say(`VIOLATION: ${what}`)
    this.#violations.add(what)
  }

  /** At any moment. @returns how many links the ledger has; undefined while the database is down */
  async look(dongles: readonly Dongle[]): Promise<number | undefined> {
    const acknowledged = this.#acknowledged()
    const connection = readPostmaster(this.#place.cloud.dataDir)?.connection
    if (connection === undefined) return undefined
    const facts = await withSuperuser(connection, readFacts).catch(() => undefined)
    return facts === undefined ? undefined : this.#judge(facts, dongles.flatMap(soldOf), acknowledged)
  }

  /** When all has come to rest: also nothing is left half done, and the checker itself is seen to see. */
  async lookAtRest(dongles: readonly Dongle[], journaled: readonly Acknowledged[]): Promise<void> {
    const acknowledged = [...this.#acknowledged(), ...journaled]
    const connection = readPostmaster(this.#place.cloud.dataDir)?.connection
    if (connection === undefined) throw new Error('the database is not up')
    await withSuperuser(connection, async (client) => {
      const facts = await readFacts(client)
      const sold = dongles.flatMap(soldOf)
      if (sold.length !== dongles.length) this.wrong(`${dongles.length - sold.length} dongles can’t be read`)
      this.#judge(facts, sold, acknowledged)
      for (const each of findUnfinished(facts, sold)) this.wrong(each)
      this.drains = countSharedDrains(facts)
      if (this.#violations.size > 0) return // a plant beside a real one would prove nothing
      for (const plant of await unseenPlants(client, sold, acknowledged))
        this.wrong(`the checker does not see ${plant}`)
    })
  }

  #judge(facts: Facts, sold: readonly Sold[], acknowledged: readonly Acknowledged[]): number {
    for (const each of findViolations(facts, sold, acknowledged)) this.wrong(each)
    return facts.custody.length
  }

  #acknowledged(): Acknowledged[] {
    return this.#told.flatMap(({ transfer, document, result }) =>
      document === null || result === 'other-company' ? [] : [{ transfer, document }],
    )
  }
}

/** Nothing for a dongle whose files are being changed just now: it is read again at the next look. */
function soldOf(dongle: Dongle): Sold[] {
  const { serial, company, licenses, readOnly } = dongle
  try {
    const away = readOnly ? undefined : readAway(dongle).map(({ id }) => id)
    return [{ serial, company, licenses: licenses.map(({ id }) => id), away }]
  } catch {
    return []
  }
}
