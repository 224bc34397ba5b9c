import type { HeldLicense } from '@undongle/core/api/license'
import { movingLicenses, type TransferPlan } from '@undongle/core/transfer/plan'

/** Of the licenses that a transfer moved, how many this machine knows to be in the cloud. */
export function countUsable(plan: TransferPlan, known: readonly HeldLicense[]): { moved: number; usable: number } {
  const inCloud = new Set(known.flatMap(({ license, place }) => (place === 'cloud' ? [license.id] : [])))
  const moved = movingLicenses(plan)
  return { moved: moved.length, usable: moved.filter((license) => inCloud.has(license)).length }
}
