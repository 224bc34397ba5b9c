import type { CustodyLink } from '@undongle/core/document/certificate'
import type { LicenseId, LicenseServerId } from '@undongle/core/id'
import { livePermits, type RecordedPermit } from '@undongle/core/permit/drain'
import { hold } from './violated.ts'

/**
 * I7, as far as one transaction can see it: what a readable dongle gave is credited when, by the cloud's clock, no permit for it is out any
 * more. No machine's clock and no page's word stands in for that; a permit that is on record is waited for, or given back.
 */
export interface StillOut {
  sawPermits(dongle: string, records: readonly RecordedPermit[]): void
  returnsPermit(returned: { dongle: string; machine: LicenseServerId; number: number }): void
  writesLinks(links: ReadonlyMap<LicenseId, CustodyLink>): void
  /** DRAIN → MOVED. */
  finishesDrain(dongle: string, at: Date): void
}

export function followStillOut(): StillOut {
  const onRecord = new Map<string, readonly RecordedPermit[]>()
  const credited: LicenseId[] = []
  return {
    sawPermits: (dongle, records) => void onRecord.set(dongle, records),
    returnsPermit({ dongle, machine, number }) {
      const left = onRecord.get(dongle)?.filter((record) => record.machine !== machine || record.number > number)
      if (left !== undefined) onRecord.set(dongle, left)
    },
    writesLinks: (links) => void credited.push(...links.keys()),
    finishesDrain(dongle, at) {
      const [live] = livePermits(onRecord.get(dongle) ?? [], credited, at)
      hold(
        live === undefined,
        `I7: ${dongle} would be credited while permit ${live?.number} of ${live?.machine} is out`,
      )
    },
  }
}
