import type { HeldLicense } from '@undongle/core/api/license'
import type { ProductLine } from '@undongle/core/api/line'
import type { LocalTransfer } from '@undongle/core/api/local/transfer'
import type { ReadinessAnswer } from '@undongle/core/api/readiness'
import type { ReadinessFacts } from '@undongle/core/readiness/decide'
import { endOfDay } from '@undongle/core/time'
import type { ResultName } from '@undongle/core/transfer/result'
import type { ReadDongle } from '../dongle/desk.ts'

type Counted = Pick<ReadinessFacts, 'inCloud' | 'onDongle' | 'movable' | 'waitsForWave'>

export interface Here {
  readonly line: ProductLine
  /** What the cloud answered just now; undefined when it could not be asked. */
  readonly cloud: ReadinessAnswer['facts'] | undefined
  /** The company's licenses as the cloud last told. */
  readonly known: readonly HeldLicense[]
  readonly plugged: readonly Pick<ReadDongle, 'shown'>[]
  readonly transfers: readonly Tried[]
  readonly now: Date
}

/** A transfer of this machine, as far as its answer may be repeated. */
type Tried = Pick<LocalTransfer, 'line' | 'startedAt' | 'result'> & { readonly dongle: { readonly serial: string } }

/**
 * What counts for a line at this machine: the cloud's word, or what it last said, and the dongles plugged in. What stands on a dongle and the
 * cloud does not know is found out by its transfer, once: when that has said no, it is not offered again by itself [Q52].
 */
export function countHere({ line, cloud, known, plugged, transfers, now }: Here): Counted {
  const ofLine = known.filter(({ license }) => license.line === line.id && !hasEnded(license.term, now))
  const onDongle = ofLine.filter(({ place }) => place === 'dongle').length
  const knownIds = new Set(known.map(({ license }) => license.id))
  const unknown = plugged.map((dongle) => ({
    serial: dongle.shown.serial,
    licenses: dongle.shown.licenses.filter(
      ({ license, state }) =>
        state !== 'off' && license.line === line.id && !knownIds.has(license.id) && !hasEnded(license.term, now),
    ).length,
  }))
  const unasked = unknown.filter(({ serial }) => !wasRefused(transfers, serial, line.id))
  const isOpen =
    line.waveOpensAt === undefined || (line.waveOpensAt !== null && Date.parse(line.waveOpensAt) <= now.getTime())
  return {
    inCloud: cloud?.inCloud ?? ofLine.length - onDongle,
    onDongle: (cloud?.onDongle ?? onDongle) + sum(unknown),
    movable: (cloud?.movable ?? (isOpen ? onDongle : 0)) + sum(unasked),
    waitsForWave: cloud?.waitsForWave ?? (!isOpen && onDongle > 0),
  }
}

const sum = (dongles: readonly { readonly licenses: number }[]): number =>
  dongles.reduce((total, { licenses }) => total + licenses, 0)

const refusing: readonly (ResultName | null)[] = ['no-subscription', 'other-company', 'nothing-relevant', 'ineligible']

/** The newest word about this dongle and line, of this machine. */
function wasRefused(transfers: readonly Tried[], serial: string, line: string): boolean {
  const last = transfers
    .filter((transfer) => transfer.line === line && transfer.dongle.serial === serial)
    .toSorted((a, b) => b.startedAt.localeCompare(a.startedAt))[0]
  return last !== undefined && refusing.includes(last.result)
}

const hasEnded = (term: HeldLicense['license']['term'], now: Date): boolean =>
  term.kind === 'until' && endOfDay(term.until) <= now
