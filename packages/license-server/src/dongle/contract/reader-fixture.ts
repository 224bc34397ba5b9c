import type { DongleService } from '../host/service.ts'

/** What a reader's tests bring: a runtime that answers as its documents say, and hands to pull dongles and to spoil its answers. */
export interface ReaderFixture {
  /** Services are stopped with the fixture. */
  start(settings?: { pollMs?: number }): DongleService
  /** A dongle with something on it, plugged in. */
  plug(name: string): Promise<PluggedRecord>
  unplug(dongle: PluggedRecord): Promise<void>
  /** What the runtime shows and is no dongle in this machine: software keys, keys of other machines; none where there is no such thing. */
  plugOthers(): Promise<void>
  /** Undefined where dongles are read without a runtime of their own. */
  readonly runtime?: RuntimeHands
  stop(): Promise<void>
}

export interface RuntimeHands {
  /** The runtime stops, or starts again. */
  run(isRunning: boolean): Promise<void>
  /** The runtime answers everything with this text; null ends that. */
  answerWith(text: string | null): Promise<void>
}

export interface PluggedRecord {
  readonly key: string
  readonly serial: string
  /** The codes of what is on it, in order. */
  readonly codes: readonly string[]
}
