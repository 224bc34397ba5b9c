import { type ChildProcess, fork } from 'node:child_process'
import { DongleError } from '../error.ts'
import { type Answer, answers, type Question, type QuestionMessage, replySchema } from './messages.ts'
import type { DriverSettings } from './settings.ts'

/** How a driver's process is started: from TypeScript source with a loader, or from the bundle. */
export interface ChildEntry {
  path: string
  execArgv: readonly string[]
}

export interface ProcessLimits {
  /** The longest a question may take before the process is ended: vendors' modules hang. */
  callMs: number
  /** Waits between restarts: the first, doubled at each crash in a row, up to the last. */
  restartFirstMs: number
  restartLastMs: number
  /** How long a process may take to end by itself. */
  stopMs: number
}

export const usualLimits: ProcessLimits = { callMs: 20_000, restartFirstMs: 200, restartLastMs: 30_000, stopMs: 2000 }

interface Waiting {
  message: QuestionMessage
  /** Ends the wait for a process that does not come up. */
  timer: NodeJS.Timeout
  resolve: (answer: unknown) => void
  reject: (error: DongleError) => void
}

/**
 * One driver in a process of its own. Questions are asked one at a time. A process that crashes or hangs costs the question
 * it was at, never the License Server, and is started again.
 */
export class DriverProcess {
  readonly settings: DriverSettings
  readonly #entry: ChildEntry
  readonly #limits: ProcessLimits
  readonly #environment: Record<string, string> | undefined
  readonly #queue: Waiting[] = []
  #asked: Waiting | undefined
  #child: ChildProcess | undefined
  #timer: NodeJS.Timeout | undefined
  #restart: NodeJS.Timeout | undefined
  #stopped = true
  #questions = 0
  #crashes = 0
  /** Counts the processes: a session belongs to the one it was opened in. */
  #starts = 0

  constructor(settings: DriverSettings, entry: ChildEntry, limits = usualLimits, environment?: Record<string, string>) {
    this.settings = settings
    this.#entry = entry
    this.#limits = limits
    this.#environment = environment
  }

  get pid(): number | undefined {
    return this.#child?.pid
  }

  get starts(): number {
    return this.#starts
  }

  start(): void {
    if (!this.#stopped) return
    this.#stopped = false
    this.#spawn()
  }

  /** Ends the process and fails what still waits. */
  async stop(): Promise<void> {
    this.#stopped = true
    clearTimeout(this.#restart)
    const child = this.#child
    this.#failAll(new DongleError('driver-unavailable', 'the dongle service was disabled'))
    if (child === undefined) return
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
    if (child.connected) child.disconnect()
    const timer = setTimeout(() => child.kill('SIGKILL'), this.#limits.stopMs)
    await ended
    clearTimeout(timer)
  }

  async ask<Name extends Question>(question: Name, session: number, ...input: unknown[]): Promise<Answer<Name>> {
    if (this.#stopped) throw new DongleError('driver-unavailable', 'the dongle service is disabled')
    this.#questions += 1
    const given = input.filter((value) => value !== undefined) // JSON would make them null
    const message = { id: this.#questions, question, session, input: given }
    const answer = await new Promise<unknown>((resolve, reject) => {
      const timer = setTimeout(() => this.#notAsked(message), this.#limits.callMs)
      this.#queue.push({ message, timer, resolve, reject })
      this.#next()
    })
    const parsed = answers[question].safeParse(answer)
    if (!parsed.success) throw new DongleError('driver-unavailable', `a malformed answer to ${question}`)
    return parsed.data as Answer<Name>
  }

  #spawn(): void {
    const child = fork(this.#entry.path, [JSON.stringify(this.settings)], {
      execArgv: [...this.#entry.execArgv],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      ...(this.#environment === undefined ? {} : { env: this.#environment }),
    })
    this.#child = child
    this.#starts += 1
    child.on('message', (message) => this.#answered(child, message))
    child.once('exit', (code, signal) => this.#ended(child, `${signal ?? code}`))
    child.once('error', (error) => this.#ended(child, error.message))
    this.#next()
  }

  #next(): void {
    const child = this.#child
    if (this.#asked !== undefined || child === undefined || !child.connected) return
    const waiting = this.#queue.shift()
    if (waiting === undefined) return
    clearTimeout(waiting.timer)
    this.#asked = waiting
    this.#timer = setTimeout(() => this.#timedOut(child), this.#limits.callMs)
    child.send(waiting.message, () => {}) // a failed send is followed by 'exit'
  }

  #answered(child: ChildProcess, message: unknown): void {
    const reply = replySchema.safeParse(message)
    const asked = this.#asked
    if (child !== this.#child || asked === undefined) return
    if (!reply.success || reply.data.id !== asked.message.id) {
      child.kill('SIGKILL')
      return
    }
    this.#crashes = 0
    this.#settle()
    if (reply.data.ok) asked.resolve(reply.data.answer)
    else asked.reject(new DongleError(reply.data.fault, reply.data.detail, reply.data.tries))
    this.#next()
  }

  #notAsked(message: QuestionMessage): void {
    const index = this.#queue.findIndex((waiting) => waiting.message === message)
    const [waiting] = index < 0 ? [] : this.#queue.splice(index, 1)
    waiting?.reject(
      new DongleError(this.#child === undefined ? 'driver-unavailable' : 'busy', 'the driver did not get to it'),
    )
  }

  #timedOut(child: ChildProcess): void {
    const asked = this.#asked
    this.#settle()
    asked?.reject(new DongleError('timed-out', `${asked.message.question} took longer than ${this.#limits.callMs} ms`))
    child.kill('SIGKILL')
  }

  #ended(child: ChildProcess, how: string): void {
    if (child !== this.#child) return
    this.#child = undefined
    const asked = this.#asked
    this.#settle()
    asked?.reject(new DongleError('driver-unavailable', `the driver's process ended (${how})`))
    if (this.#stopped) return
    const waitMs = Math.min(this.#limits.restartFirstMs * 2 ** this.#crashes, this.#limits.restartLastMs)
    this.#crashes += 1
    if (waitMs > this.#limits.callMs) this.#failAll(new DongleError('driver-unavailable', 'the driver keeps ending'))
    this.#restart = setTimeout(() => this.#spawn(), waitMs)
  }

  #settle(): void {
    clearTimeout(this.#timer)
    this.#asked = undefined
  }

  #failAll(error: DongleError): void {
    const asked = this.#asked
    this.#settle()
    asked?.reject(error)
    for (const waiting of this.#queue.splice(0)) {
      clearTimeout(waiting.timer)
      waiting.reject(error)
    }
  }
}
