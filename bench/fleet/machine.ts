import { type LeaseId, makeId } from '@undongle/core/id'
import { renewAfter } from '@undongle/core/lease/renewal'
import { random } from '@undongle/core/node/crypto'
import { dayMs } from '@undongle/core/time'
import { cloudRenewMs } from '../../packages/license-server/src/lease/desk.ts'
import { fullJitterMs } from '../../packages/sdk/src/jitter.ts'
import { renewDelayMs } from '../../packages/sdk/src/take-lease.ts'

/** When a machine asks the cloud again, by the production code. */
export interface Ways {
  afterAnswerMs(nowMs: number): number
  /** @param failures in a row */
  afterFailureMs(failures: number): number
}

const leaseMs = 10 * dayMs

/** Behind a License Server an application is answered also while the cloud is away, and never learns of it. */
export const behindLicenseServer: Ways = {
  afterAnswerMs: (nowMs) => renewDelayMs(new Date(nowMs + cloudRenewMs), new Date(nowMs), Math.random()),
  afterFailureMs: () => behindLicenseServer.afterAnswerMs(0),
}

/** An application that asks the cloud itself tries again and again. */
export const straightFromCloud: Ways = {
  afterAnswerMs(nowMs) {
    const [issuedAt, expiresAt] = [new Date(nowMs), new Date(nowMs + leaseMs)]
    return renewDelayMs(renewAfter({ id: anyId(), issuedAt, expiresAt }), issuedAt, Math.random())
  },
  afterFailureMs: (failures) => fullJitterMs(failures, Math.random()),
}

/** Ids are what a lease's chance is taken from; making one costs more than all the rest, so that each is used by several machines. */
const ids: readonly LeaseId[] = Array.from({ length: 50_000 }, () => makeId('lease', new Date(0), random))
const anyId = (): LeaseId => ids[Math.floor(Math.random() * ids.length)] ?? makeId('lease', new Date(0), random)
