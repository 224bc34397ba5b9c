import type { ApiError } from '@undongle/core/api/error'
import type { ApiErrorCode } from '@undongle/core/api/errors'
import { isReadable } from '@undongle/core/dongle/evidence'
import type { TransferId } from '@undongle/core/id'
import { secondMs } from '@undongle/core/time'
import { atOnce } from '@undongle/core/transfer/start'
import { toApiError } from '../http/problem.ts'
import { appendEvent, type TransferPhase } from '../journal/events.ts'
import type { JournaledTransfer } from '../journal/transfer.ts'
import { findTransfer, listUnfinished, recordAttempt, recordConfirmed } from '../journal/transfers.ts'
import { type ActDeps, commit, open, PlanChanged, retire } from './acts.ts'
import { cancel } from './cancel.ts'
import { confirmedOf, drainOf, isHeld } from './detail.ts'
import { begin, findHold, type Hold, type HoldDeps } from './hold.ts'
import { giveBack, type MoveDeps, move } from './move.ts'
import { type Act, drainWaitsFor, nextAct, retryDelayMs, type WaitingFor, waitsFor } from './next.ts'
import type { StartPause } from './pause.ts'

/** What is true of a running transfer besides its journal: why it stands still, if it does. */
export interface RunState {
  readonly waitingFor: WaitingFor | null
  /** Who has a seat of what moves, before it has begun. */
  readonly seats: Hold['seats']
  readonly problem: ApiError | null
  /** A plan that changed after it was confirmed: shown, and confirmed again. */
  readonly offered: PlanChanged['preview'] | null
  /** The dongle may be writing: from here until the cloud's commit the licenses can be unavailable [Q62]. */
  readonly writing: boolean
  /** It goes on after this process was started again [Q92]. */
  readonly resumed: boolean
}

interface RunnerDeps extends ActDeps, MoveDeps, HoldDeps {
  readonly cloud: ActDeps['cloud'] & MoveDeps['cloud']
  /** Told at every change, also of what is waited for. */
  readonly changed: (id: TransferId) => void
  /** Told once, when a transfer has ended. */
  readonly finished: (transfer: JournaledTransfer) => void
  readonly chance: () => number
  readonly wait: StartPause
  readonly log: (message: string, detail: object) => void
}

interface Run {
  state: RunState
  /** The dongle may be off without its receipt being here: not known before it was asked again [Q62]. */
  mayBeOff: boolean
  attempt: number
  /** Something came in while an act was at work: what it failed for may be there now. */
  woken: boolean
  wake: () => void
  ended: Promise<void>
}

/** Runs transfers side by side, each step by step, and waits without end where something is missing: nothing here ends by a clock. */
export class TransferRunner {
  readonly #deps: RunnerDeps
  readonly #runs = new Map<TransferId, Run>()
  /** Ended since this process started, which had found them in the journal: the page goes on saying so [Q92]. */
  readonly #resumed = new Set<TransferId>()
  #stopping = false

  constructor(deps: RunnerDeps) {
    this.#deps = deps
  }

  /** Goes on with a transfer until it is finished. One that is running already is only woken. */
  run(id: TransferId, resumed = false): void {
    const known = this.#runs.get(id)
    if (known !== undefined) {
      known.wake()
      return
    }
    const run: Run = {
      state: { ...goingOn, resumed },
      mayBeOff: resumed,
      attempt: 0,
      woken: false,
      wake: () => {
        run.woken = true
      },
      ended: Promise.resolve(),
    }
    this.#runs.set(id, run)
    run.ended = this.#advance(id, run)
  }

  /** After a start: whatever the journal holds goes on by itself [Q92]. */
  resumeAll(): void {
    for (const transfer of listUnfinished(this.#deps.store)) this.run(transfer.id, true)
  }

  /** Something changed that transfers wait for: a dongle came, somebody signed in, the cloud answers again. */
  wake(): void {
    for (const run of this.#runs.values()) run.wake()
  }

  /** The person confirmed: an order that had grown old (K4), a plan that had changed, or that it begins now [Q87]. */
  confirm(id: TransferId): void {
    const { store, now } = this.#deps
    const transfer = findTransfer(store, id)
    if (transfer?.state !== 'intended' && transfer?.state !== 'ordered') return
    const run = this.#runs.get(id)
    if (run !== undefined) run.attempt = 0
    const offered = run?.state.offered
    const { plan, policy, planHash } = offered ?? { ...confirmedOf(transfer), planHash: transfer.planHash }
    const start = isHeld(transfer) ? ({ when: 'at', at: now().toISOString() } as const) : atOnce
    recordConfirmed(store, id, { plan: { ...confirmedOf(transfer), plan, policy, start }, planHash }, now())
  }

  stateOf(id: TransferId): RunState | undefined {
    return this.#runs.get(id)?.state ?? (this.#resumed.has(id) ? { ...goingOn, resumed: true } : undefined)
  }

  running(): TransferId[] {
    return [...this.#runs.keys()]
  }

  /** Ends each run at its next step; the journal remembers the rest. */
  async stop(): Promise<void> {
    this.#stopping = true
    this.wake()
    await Promise.all([...this.#runs.values()].map((run) => run.ended))
  }

  async #advance(id: TransferId, run: Run): Promise<void> {
    while (!this.#stopping) {
      const transfer = findTransfer(this.#deps.store, id)
      const act = transfer === undefined ? 'none' : nextAct(transfer, this.#deps.now())
      if (transfer === undefined || act === 'none') return this.#finish(id, transfer)
      if (act === 'confirm-again') {
        run.attempt++ // a person may take days, and who confirms wakes it
        await this.#pause(id, run, { waitingFor: 'confirmation', writing: run.mayBeOff }, 'confirm-again')
        continue
      }
      try {
        run.woken = false
        if (act === 'hold') {
          await this.#hold(id, run, transfer)
          continue
        }
        if (transfer.state !== 'draining')
          this.#tell(id, run, { writing: act === 'retire' || (act === 'cancel' && run.mayBeOff) }, acting[act])
        await perform(this.#deps, transfer)
        await this.#pauseWhileDraining(id, run)
      } catch (error) {
        run.mayBeOff = mayBeOff(act, run.mayBeOff, toApiError(error).code)
        await this.#pauseAfter(id, run, error)
      }
    }
  }

  #finish(id: TransferId, transfer: JournaledTransfer | undefined): void {
    if (this.#runs.get(id)?.state.resumed) this.#resumed.add(id)
    this.#runs.delete(id)
    if (transfer !== undefined) this.#deps.finished(transfer)
    this.#deps.changed(id)
  }

  /** It is looked at often: whoever gives a seat back tells nobody, and a seat may simply end. */
  async #hold(id: TransferId, run: Run, transfer: JournaledTransfer): Promise<void> {
    const hold = findHold(this.#deps, this, transfer)
    if (hold === undefined) return begin(this.#deps, transfer)
    await this.#pause(id, run, hold, 'holding', holdLookMs)
  }

  async #pauseAfter(id: TransferId, run: Run, error: unknown): Promise<void> {
    const problem = toApiError(error)
    run.attempt++
    this.#deps.log('transfer waits', { transfer: id, code: problem.code, detail: problem.detail })
    this.#note(() => recordAttempt(this.#deps.store, id, problem.code, this.#deps.now()))
    const offered = error instanceof PlanChanged ? error.preview : null
    const phase = problem.code.startsWith('pin-') ? 'enter-pin' : 'waiting'
    await this.#pause(id, run, { waitingFor: waitsFor(problem.code), problem, offered, writing: run.mayBeOff }, phase)
  }

  /** Nothing is wrong while it drains: the cloud is asked now and then, more and more seldom, and applications go on. */
  async #pauseWhileDraining(id: TransferId, run: Run): Promise<void> {
    const transfer = findTransfer(this.#deps.store, id)
    run.attempt = transfer?.state === 'draining' ? run.attempt + 1 : 0
    if (transfer?.state === 'draining')
      await this.#pause(id, run, { waitingFor: drainWaitsFor(drainOf(transfer)) }, 'draining')
  }

  async #pause(
    id: TransferId,
    run: Run,
    state: Partial<RunState>,
    phase: TransferPhase,
    delayMs = retryDelayMs(run.attempt, this.#deps.chance()),
  ): Promise<void> {
    if (this.#stopping) return
    this.#tell(id, run, state, phase)
    if (run.woken) {
      run.woken = false
      return
    }
    const pause = this.#deps.wait(delayMs)
    const noted = run.wake
    run.wake = pause.end
    await pause.over
    run.wake = noted
  }

  #tell(id: TransferId, run: Run, state: Partial<RunState>, phase: TransferPhase): void {
    run.state = { ...goingOn, resumed: run.state.resumed, ...state }
    const detail = { waitingFor: run.state.waitingFor, code: run.state.problem?.code ?? null }
    this.#note(() => appendEvent(this.#deps.store, id, { phase, detail }, this.#deps.now()))
    this.#deps.changed(id)
  }

  /** A disk too full for a remark must not end the transfer the remark is about. */
  #note(write: () => unknown): void {
    try {
      write()
    } catch (error) {
      this.#deps.log('not noted in the journal', { detail: String(error) })
    }
  }
}

const holdLookMs = secondMs

const goingOn = { waitingFor: null, seats: [], problem: null, offered: null, writing: false } as const

/**
 * What a failed RETIRE leaves open. A dongle is read before its PIN is asked for, and before the cloud is asked about its order: who is
 * asked knows that it is still on.
 */
function mayBeOff(act: Act, before: boolean, failure: ApiErrorCode): boolean {
  if (act === 'cancel') return before && failure !== 'pin-needed'
  if (act !== 'retire') return false
  switch (failure) {
    case 'pin-needed':
    case 'cloud-unreachable':
    case 'courier-waiting':
    case 'epoch-running':
    case 'plan-changed':
      return false
    case 'dongle-not-found':
    case 'dongle-service-off':
    case 'journal-full':
      return before
    default:
      return true
  }
}

const acting: Record<Exclude<Act, 'none' | 'confirm-again' | 'hold'>, TransferPhase> = {
  open: 'opening',
  retire: 'retiring',
  commit: 'committing',
  cancel: 'cancelling',
  move: 'moving',
  'give-back': 'giving-back',
}

function perform(deps: ActDeps & MoveDeps, transfer: JournaledTransfer): Promise<void> {
  switch (transfer.state) {
    case 'ordered':
      return retire(deps, transfer)
    case 'retired':
      return commit(deps, transfer)
    case 'cancelling':
      return cancel(deps, transfer)
    case 'draining':
      return move(deps, transfer)
    case 'giving-back':
      return giveBack(deps, transfer)
    default:
      return isReadable(confirmedOf(transfer).evidence) ? move(deps, transfer) : open(deps, transfer)
  }
}
