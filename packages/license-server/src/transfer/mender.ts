import { ApiError } from '@undongle/core/api/error'
import type { ApiErrorCode } from '@undongle/core/api/errors'
import type { MendReply } from '@undongle/core/api/transfer'
import type { DocumentKey } from '@undongle/core/document/jws'
import { openOrder } from '@undongle/core/document/order'
import { type DongleEvidence, isReadable } from '@undongle/core/dongle/evidence'
import { utf8 } from '@undongle/core/encoding'
import { hashBytes } from '@undongle/core/hash'
import { thumbprint } from '@undongle/core/key'
import { verifySignature } from '@undongle/core/node/crypto'
import type { ReadDongle } from '../dongle/desk.ts'
import type { DongleSession } from '../dongle/driver.ts'
import { toApiError } from '../http/problem.ts'
import { readStatedEvidence } from './evidence.ts'
import { waitsFor } from './next.ts'

/** The cloud, as a dongle that may have been rolled back needs it. */
export interface MendCloud {
  mend(evidence: DongleEvidence): Promise<MendReply>
  keys(): Promise<readonly DocumentKey[]>
}

interface Deps {
  readonly cloud: MendCloud
  readonly readDongles: () => Promise<readonly ReadDongle[]>
  readonly dongle: (key: string) => Promise<DongleSession>
  /** Keeps what a state names before the cloud may credit by it. */
  readonly keep: (evidence: DongleEvidence) => void
  /** Whether this dongle shows an older state than it had: while it does, nothing is served from it. */
  readonly note: (key: string, isRolledBack: boolean) => void
  /** Told when a dongle was put right: transfers may wait for it. */
  readonly mended: (key: string) => void
  readonly log: (message: string, detail: object) => void
}

/** Orders for one dongle in one go; it would take a hostile cloud to reach it. */
const ordersInTurn = 16

/**
 * Puts rolled-back dongles right (PROTOCOL, "On a PKCS#11 token", item 8): each state a dongle shows is compared with what the cloud
 * knows, and the order that is missing on it is carried out, or its lost cancel written again. Such an order is not journaled: the dongle
 * itself keeps it, the cloud makes the same one again, and it credits nothing. A PIN is asked for as for a retire.
 */
export class Mender {
  readonly #deps: Deps
  /** Hashes of the states that the cloud has called whole. */
  readonly #whole = new Set<string>()
  #looking: Promise<void> | undefined
  #again = false
  #failed = false

  constructor(deps: Deps) {
    this.#deps = deps
  }

  /** A dongle came, or changed, or its PIN was entered. One look runs after the other. */
  look(): Promise<void> {
    this.#again = true
    this.#looking ??= this.#lookUntilQuiet().finally(() => {
      this.#looking = undefined
    })
    return this.#looking
  }

  /** The cloud calls a dongle rolled back that it had called whole before. */
  lookAgain(): void {
    this.#whole.clear()
    void this.look()
  }

  /** The cloud may answer now what it did not before. */
  retry(): void {
    if (this.#failed) void this.look()
  }

  async #lookUntilQuiet(): Promise<void> {
    while (this.#again) {
      this.#again = false
      this.#failed = false
      const dongles = await this.#deps.readDongles().catch(() => []) // the service was disabled meanwhile
      for (const { evidence } of dongles)
        if (evidence !== undefined && !isReadable(evidence)) await this.#mend(evidence)
    }
  }

  async #mend(evidence: DongleEvidence): Promise<void> {
    const { note, log } = this.#deps
    const key = thumbprint(evidence.key)
    try {
      await this.#carryOut(key, evidence)
    } catch (error) {
      const { code, detail } = toApiError(error)
      if (code === 'dongle-rolled-back') note(key, true)
      if (isWorthTelling(code)) log('a rolled-back dongle is not put right', { dongle: key, code, detail })
      this.#failed ||= waitsFor(code) !== 'support'
    }
  }

  async #carryOut(key: string, seen: DongleEvidence): Promise<void> {
    const { cloud, dongle, keep, note, mended, log } = this.#deps
    let evidence = seen
    for (let orders = 0; orders < ordersInTurn; orders++) {
      const state = hashBytes(utf8(evidence.state))
      if (this.#whole.has(state)) return
      keep(evidence)
      const reply = await cloud.mend(evidence)
      if (reply.answer === 'whole') {
        this.#whole.add(state)
        note(key, false)
        if (orders > 0) mended(key)
        return
      }
      note(key, true)
      if (reply.answer === 'ordered') requireOrderFor(key, reply.order, await cloud.keys())
      const session = await dongle(key)
      await put(session, reply)
      log('put a rolled-back dongle right', { dongle: key, act: reply.answer })
      await session.clean().catch(() => undefined) // leftovers harm nobody and go with the next act
      evidence = await readStatedEvidence(session, evidence.driver)
    }
    throw new ApiError('dongle-rolled-back', { detail: 'no order of the cloud puts it right' })
  }
}

/** A lost cancel takes nothing off; before the cloud names one, it has credited whatever the dongle's last retire took off. */
async function put(session: DongleSession, reply: Exclude<MendReply, { answer: 'whole' }>): Promise<void> {
  if (reply.answer === 'ordered') await session.retire(reply.order)
  else await session.cancel({ transfer: reply.transfer, generation: reply.generation, certificateAtHand: true })
}

/** @throws ApiError `order-refused` */
function requireOrderFor(dongle: string, document: string, keys: readonly DocumentKey[]): void {
  const order = openOrder(document, keys, verifySignature)
  if (!order.ok) throw new ApiError('order-refused', { detail: order.fault })
  if (order.claims.dongle !== dongle) throw new ApiError('order-refused', { detail: 'an order for another dongle' })
}

/** A License Server without a network asks in vain at every plug; that is no news. */
const isWorthTelling = (code: ApiErrorCode): boolean => code !== 'cloud-unreachable'
