import koffi from 'koffi'

/** Room for the largest call: a template of attributes and one value of the largest size the driver reads. */
const scratchSizeBytes = 256 * 1024

/** One piece of native memory: its address for native code, and a view of it for us. */
export interface Piece {
  address: bigint
  bytes: Uint8Array
  view: DataView
}

/**
 * Native memory the garbage collector can't move, taken piece by piece during one call and overwritten with zeros after
 * it: a PIN passes through here and must not stay.
 */
export class Scratch {
  readonly #address: bigint
  readonly #memory: ArrayBuffer
  #used = 0

  constructor() {
    this.#address = koffi.alloc('uint8_t', scratchSizeBytes)
    this.#memory = koffi.view(this.#address, scratchSizeBytes)
  }

  take(sizeBytes: number): Piece {
    const at = this.#used
    if (at + sizeBytes > scratchSizeBytes)
      throw new RangeError(`a native call needs more than ${scratchSizeBytes} bytes`)
    this.#used = at + Math.ceil(sizeBytes / 16) * 16
    return {
      address: this.#address + BigInt(at),
      bytes: new Uint8Array(this.#memory, at, sizeBytes),
      view: new DataView(this.#memory, at, sizeBytes),
    }
  }

  put(value: Uint8Array): Piece {
    const piece = this.take(value.length)
    piece.bytes.set(value)
    return piece
  }

  /** Runs one call and leaves nothing of it behind. */
  during<T>(call: () => T): T {
    try {
      return call()
    } finally {
      new Uint8Array(this.#memory, 0, this.#used).fill(0)
      this.#used = 0
    }
  }
}
