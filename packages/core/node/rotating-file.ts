import {
  closeSync,
  existsSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'

export interface RotationLimits {
  /** From this size on a new file is begun. */
  readonly sizeBytes: number
  /** How many older files are kept: `.1` is the newest of them. */
  readonly olderCount: number
}

/**
 * A log that never holds more than its limits. Each line is handed to the system before `write` returns, so a killed process has lost none.
 * What goes wrong here ends nothing: a program must not die of a remark.
 */
export class RotatingFile {
  readonly #path: string
  readonly #limits: RotationLimits
  #handle: number | undefined
  #sizeBytes = 0

  constructor(path: string, limits: RotationLimits) {
    this.#path = path
    this.#limits = limits
    this.#open()
  }

  write(line: string): void {
    const bytes = Buffer.from(line)
    if (this.#sizeBytes > 0 && this.#sizeBytes + bytes.length > this.#limits.sizeBytes) this.#rotate()
    if (this.#append(bytes)) return
    // On a full disk an old line is worth less than this one.
    for (let older = this.#limits.olderCount; older >= 1; older--) {
      if (!existsSync(this.#older(older))) continue
      rmSync(this.#older(older), { force: true })
      if (this.#append(bytes)) return
    }
  }

  close(): void {
    if (this.#handle !== undefined) closeSync(this.#handle)
    this.#handle = undefined
  }

  /** Where a file is held by whoever reads it, as on Windows, the log goes on in it and the next line tries again. */
  #rotate(): void {
    this.close()
    try {
      rmSync(this.#older(this.#limits.olderCount), { force: true })
      for (let older = this.#limits.olderCount; older >= 1; older--) {
        const from = older === 1 ? this.#path : this.#older(older - 1)
        if (existsSync(from)) renameSync(from, this.#older(older))
      }
      if (this.#limits.olderCount === 0) rmSync(this.#path, { force: true })
    } catch {
      // see above
    }
    this.#open()
  }

  #open(): void {
    try {
      this.#handle = openSync(this.#path, 'a', 0o600)
      this.#sizeBytes = fstatSync(this.#handle).size
    } catch {
      this.#handle = undefined
    }
  }

  /** A line is there whole or not at all: what was cut off would spoil the next one too. */
  #append(bytes: Uint8Array): boolean {
    if (this.#handle === undefined) this.#open()
    if (this.#handle === undefined) return false
    try {
      for (let done = 0; done < bytes.length; ) done += writeSync(this.#handle, bytes, done)
      this.#sizeBytes += bytes.length
      return true
    } catch {
      this.#takeBack(this.#handle)
      return false
    }
  }

  #takeBack(handle: number): void {
    try {
      ftruncateSync(handle, this.#sizeBytes)
    } catch {
      this.close()
    }
  }

  #older(number: number): string {
    return olderFile(this.#path, number)
  }
}

/**
 * The last lines of such a log, from its newest file and, where that has just begun, from the one before.
 *
 * @returns at most so many bytes of text; nothing where nothing can be read
 */
export function readLogTail(path: string, sizeBytes: number): string {
  const newest = tailOf(path, sizeBytes)
  return tailOf(olderFile(path, 1), sizeBytes - newest.length) + newest
}

const olderFile = (path: string, number: number): string => `${path}.${number}`

function tailOf(path: string, sizeBytes: number): string {
  try {
    const handle = openSync(path, 'r')
    try {
      const { size } = fstatSync(handle)
      const bytes = Buffer.alloc(Math.max(0, Math.min(size, sizeBytes)))
      readSync(handle, bytes, 0, bytes.length, size - bytes.length)
      return bytes.toString('utf8')
    } finally {
      closeSync(handle)
    }
  } catch {
    return ''
  }
}
