import type { RecordedPermit } from '@undongle/core/permit/drain'
import { recordMarginMs } from '@undongle/core/permit/limits'
import { fromSeconds } from '@undongle/core/time'
import type { Permits } from '../ledger.ts'
import { type Draft, hold } from './draft.ts'
import { type Facts, keyOf, type StoredPermit, withEntry } from './facts.ts'

export function memoryPermits(draft: Draft): Permits {
  const { company } = draft
  const ofDongle = (facts: Facts, dongle: string) =>
    [...facts.permits]
      .flatMap(([key, permit]) =>
        key.startsWith(`${company} `) && permit.document.claims.dongle === dongle ? [permit] : [],
      )
      .toSorted(byMachine)
  return {
    readLive: (dongle, now) =>
      draft.read((facts) =>
        ofDongle(facts, dongle)
          .filter(({ returnedAt }) => returnedAt === undefined)
          .map((permit) => ({ ...recordOf(permit), name: permit.document.claims.machine, document: permit.document }))
          .filter(({ expiresAt }) => expiresAt.getTime() > now.getTime() - recordMarginMs),
      ),
    readNewest: (dongle) =>
      draft.read((facts) => {
        const newest = new Map(ofDongle(facts, dongle).map((permit) => [permit.document.claims.machine, permit]))
        return [...newest.values()].map((permit) => ({ ...recordOf(permit), returnedAt: permit.returnedAt }))
      }),
    findFirst: (dongle) =>
      draft.read((facts) => {
        const issued = ofDongle(facts, dongle).map(({ document }) => document.claims.iat)
        return issued.length === 0 ? undefined : fromSeconds(Math.min(...issued))
      }),
    async insert(document) {
      const { dongle, machine, number } = document.claims
      const key = keyOf(company, `${dongle} ${machine} ${number}`)
      await draft.write((facts) => {
        hold(number >= 1, '23514', 'permit_number_check')
        return facts.permits.has(key)
          ? facts
          : { ...facts, permits: withEntry(facts.permits, key, { document, returnedAt: undefined }) }
      })
    },
    async giveBack({ dongle, machine, number, at }) {
      await draft.write((facts) => ({
        ...facts,
        permits: new Map(
          [...facts.permits].map(([key, permit]) => {
            const { claims } = permit.document
            const isGiven =
              key === keyOf(company, `${dongle} ${machine} ${claims.number}`) &&
              claims.number <= number &&
              permit.returnedAt === undefined
            return [key, isGiven ? { ...permit, returnedAt: at } : permit]
          }),
        ),
      }))
    },
  }
}

const recordOf = ({ document: { claims } }: StoredPermit): RecordedPermit => ({
  machine: claims.machine,
  number: claims.number,
  licenses: claims.licenses.map(({ license }) => license),
  expiresAt: fromSeconds(claims.exp),
})

function byMachine(a: StoredPermit, b: StoredPermit): number {
  const [left, right] = [a.document.claims, b.document.claims]
  return left.machine === right.machine ? left.number - right.number : left.machine < right.machine ? -1 : 1
}
