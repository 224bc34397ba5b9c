import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { createInterface, type Interface } from 'node:readline'

/** What a client in another language printed for one act. */
export interface Line {
  readonly source?: string
  readonly product?: string
  readonly name?: string
  readonly company?: string
  readonly untilMs?: number
  readonly renewAtMs?: number
  readonly warning?: number
  readonly offline?: boolean
  readonly clockBehind?: boolean
  readonly refused?: string
  readonly say?: string
  readonly next?: string
  readonly detail?: string
  readonly position?: number
  readonly retryAfterMs?: number
  readonly released?: boolean
  readonly refusedTokens?: number
  readonly balance?: number
}

/** The test driver of a client: one process, which is told line by line what to do. */
export class Client {
  readonly #process: ChildProcessWithoutNullStreams
  readonly #lines: Interface
  #complaint = ''

  constructor(program: string, args: readonly string[] = [], env: Readonly<Record<string, string>> = {}) {
    this.#process = spawn(program, [...args], { env: { ...process.env, ...env } })
    this.#lines = createInterface({ input: this.#process.stdout })
    this.#process.stderr.on('data', (bytes) => {
      this.#complaint += bytes
    })
  }

  /** Opens the license anew and lets it act. @returns a line for each act */
  run(options: Readonly<Record<string, string>>, acts: readonly string[]): Promise<Line[]> {
    const given = Object.entries(options).map(([name, value]) => `${name}=${value}`)
    return new Promise((resolve, reject) => {
      const said: Line[] = []
      const hear = (line: string) => {
        if (line !== '.') return said.push(JSON.parse(line))
        this.#process.off('close', end)
        this.#lines.off('line', hear)
        return resolve(said)
      }
      const end = () => reject(new Error(`the client ended: ${this.#complaint}`))
      this.#process.once('close', end)
      this.#lines.on('line', hear)
      this.#process.stdin.write(`${[...given, ...acts].join('\t')}\n`)
    })
  }

  /** @returns what it complained about: a sanitizer also finds at the end what was never freed */
  async end(): Promise<string> {
    this.#process.stdin.end()
    await new Promise((resolve) => this.#process.once('close', resolve))
    return this.#complaint
  }
}
