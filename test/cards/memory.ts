/** The power went while the card wrote: thrown out of the middle of a command. */
export class PowerLost extends Error {
  override readonly name = 'PowerLost'
}

/** A card's lasting memory. A single byte is written whole or not at all; of more bytes a part may be written when the power goes. */
export class CardMemory {
  readonly #places = new Map<string, Uint8Array>()
  /** The power goes in the write that is this many away: 1 is the next one. */
  powerLostAt: number | undefined
  #writes = 0

  get writes(): number {
    return this.#writes
  }

  read(place: string): Uint8Array {
    return this.#places.get(place) ?? new Uint8Array()
  }

  write(place: string, bytes: Uint8Array): void {
    this.#writes += 1
    if (this.powerLostAt !== undefined && --this.powerLostAt === 0) {
      this.powerLostAt = undefined
      const before = this.read(place)
      const half = Math.floor(bytes.length / 2)
      this.#places.set(place, Buffer.concat([bytes.subarray(0, half), before.subarray(half)]))
      throw new PowerLost(place)
    }
    this.#places.set(place, Uint8Array.from(bytes))
  }
}
