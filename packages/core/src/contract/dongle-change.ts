import { z } from 'zod'
import { type CompanyId, idSchema } from '../id.ts'
import { changedFields } from './field-change.ts'

/** What the vendor says of a dongle itself. */
export const dongleRowSchema = z.object({
  /** The company it is assigned to; null is nobody. */
  company: z.union([z.null(), idSchema('company')]),
  /** The thumbprint of its key; null where nobody has told or seen it yet. */
  key: z.string().nullable(),
  /** Transfer switched on for it [Q26]. */
  enabled: z.boolean(),
})
export type DongleRow = Readonly<z.infer<typeof dongleRowSchema>>

export interface AskedDongle {
  readonly serial: string
  /** Undefined where only a license names the dongle: then it is its company's, unless it was somebody's already. */
  readonly row: DongleRow | undefined
  readonly at: string
}

export interface KnownDongle {
  readonly row: DongleRow
  /** An earlier import asked something of it that waits until its grace has ended. */
  readonly isAwaited: boolean
}

export type DongleChange =
  /** `isNamed`: the dongle itself, and not only by a license that is on it. */
  | {
      readonly change: 'added'
      readonly serial: string
      readonly at: string
      readonly to: DongleRow
      readonly isNamed: boolean
    }
  | {
      readonly change: 'changed'
      readonly serial: string
      readonly at: string
      readonly from: DongleRow
      readonly to: DongleRow
    }
  /** It is frozen until its grace ends: what is asked of it waits as long, as of its licenses [Q71]. */
  | {
      readonly change: 'waits'
      readonly serial: string
      readonly at: string
      readonly from: DongleRow | undefined
      readonly to: DongleRow
      readonly until: Date
    }
  | { readonly change: 'unchanged'; readonly serial: string; readonly at: string; readonly isAwaited: boolean }

/** @param company whose import it is @param until the end of its grace */
export function decideDongle(
  { serial, row, at }: AskedDongle,
  company: CompanyId | null,
  known: KnownDongle | undefined,
  until: Date | undefined,
  now: Date,
): DongleChange {
  const from = known?.row
  if (row === undefined)
    return from === undefined
      ? { change: 'added', serial, at, to: { company, key: null, enabled: true }, isNamed: false }
      : { change: 'unchanged', serial, at, isAwaited: false }
  // A key that was seen meanwhile is kept where the import names none.
  const to = { ...row, key: row.key ?? from?.key ?? null }
  if (from !== undefined && changedFields(from, to).length === 0)
    return { change: 'unchanged', serial, at, isAwaited: known?.isAwaited ?? false }
  if (until !== undefined && until > now) return { change: 'waits', serial, at, from, to, until }
  if (from === undefined) return { change: 'added', serial, at, to, isNamed: true }
  return { change: 'changed', serial, at, from, to }
}
