import { ApiError } from '@undongle/core/api/error'
import { fromSeconds } from '@undongle/core/time'
import type { PlannedLicense } from '@undongle/core/transfer/plan'
import type { LedgerTx } from '../ledger/ledger.ts'
import type { Credit } from './commit.ts'
import type { OrderedTransfer } from './transfer.ts'

/**
 * A transfer that a restored backup has forgotten, from what its order and receipt still say [K10]. The named contact and the
 * reasons of what stayed are in neither; the grade is the least, since nobody attests it any more.
 */
export async function learnAgain(tx: LedgerTx, credit: Credit, kid: string, now: Date): Promise<OrderedTransfer> {
  const { order, serial } = credit
  const line = (await tx.contract.readLines()).find((candidate) => candidate.id === order.line)
  if (line === undefined) throw new ApiError('superseded', { detail: `no line ${order.line}` })
  const ids = order.licenses.map(({ license }) => license)
  const ordered = new Set(ids)
  const own = (await tx.contract.readContractLines({ serial, ids })).filter(({ license }) => ordered.has(license.id))
  const onDongle = new Set(order.licenses.flatMap((entry) => (entry.position === null ? [] : [entry.license])))
  const plan = {
    line: order.line,
    policy: { name: line.policy.name, version: line.policy.version },
    licenses: [
      ...own.map(({ license }) => planned(license, 'moves', onDongle.has(license.id))),
      ...credit.licenses
        .filter((license) => !ordered.has(license.id))
        .map((license) => planned(license, 'other-line', true)),
    ],
  }
  return {
    id: order.transfer,
    company: order.company,
    line: order.line,
    dongle: order.dongle,
    serial,
    key: credit.key,
    grade: { class: 'A', crashSafe: false, tamperProof: false },
    plan,
    planHash: order.plan,
    contact: '',
    moved: own.length,
    kept: plan.licenses.length - own.length,
    openedAt: new Date(Math.min(fromSeconds(order.iat).getTime(), now.getTime())),
    opened: undefined,
    state: 'ordered',
    order: { kid, claims: order },
  }
}

function planned(
  license: PlannedLicense['license'],
  reason: 'moves' | 'other-line',
  onDongle: boolean,
): PlannedLicense {
  return { license, answer: reason === 'moves' ? 'moves' : 'stays', reason, from: null, onDongle, dongleSays: null }
}
