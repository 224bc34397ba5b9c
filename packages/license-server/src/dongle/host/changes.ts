import type { DongleRef } from '../driver.ts'

/** `made`: a blank dongle got its key; it is the same one still. */
export type DongleChange = { type: 'added' | 'removed' | 'changed' | 'made'; ref: DongleRef }

/** What a look at the dongles tells against the look before. Another id under the same key is another dongle's content. */
export function changesBetween(before: readonly DongleRef[], now: readonly DongleRef[]): DongleChange[] {
  const find = (refs: readonly DongleRef[], key: string) => refs.find((ref) => ref.key === key)
  const gone = before.filter((ref) => find(now, ref.key) === undefined)
  return [
    ...gone.map((ref): DongleChange => ({ type: 'removed', ref })),
    ...now.flatMap((ref): DongleChange[] => {
      const known = find(before, ref.key)
      if (known === undefined) return [{ type: 'added', ref }]
      if (known.id === ref.id && known.label === ref.label) return []
      return [{ type: known.id === null ? 'made' : 'changed', ref }]
    }),
  ]
}
