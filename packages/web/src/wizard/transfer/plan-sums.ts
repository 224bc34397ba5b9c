import type { License } from '@undongle/core/license'
import type { PlannedLicense } from '@undongle/core/transfer/plan'

export interface Sum {
  readonly licenses: number
  readonly seats: number
  /** Of metered licenses. */
  readonly points: number
}

/** How many licenses, seats and points each answer of a plan comes to. */
export function sumPlan(planned: readonly PlannedLicense[]): Record<PlannedLicense['answer'], Sum> {
  const sumOf = (answer: PlannedLicense['answer']): Sum => {
    const chosen = planned.filter((entry) => entry.answer === answer)
    const points = quantityOf(chosen.filter(({ metered }) => metered))
    return { licenses: chosen.length, seats: quantityOf(chosen) - points, points }
  }
  return { moves: sumOf('moves'), stays: sumOf('stays'), refused: sumOf('refused') }
}

const quantityOf = (planned: readonly PlannedLicense[]): number =>
  planned.reduce((sum, { license }) => sum + license.quantity, 0)

const compared = ['product', 'line', 'generation', 'quantity', 'term'] as const

export interface Difference {
  readonly id: string
  readonly name: string
  readonly field: (typeof compared)[number]
  readonly dongle: License
  readonly contract: License
  readonly metered: boolean
}

/** Where the dongle says something else than the contract [Q81]: one entry for each field. */
export function differencesOf(planned: readonly PlannedLicense[]): Difference[] {
  return planned.flatMap(({ license, dongleSays, metered = false }) => {
    if (dongleSays === null) return []
    return compared
      .filter((field) => JSON.stringify(license[field]) !== JSON.stringify(dongleSays[field]))
      .map((field) => ({ id: license.id, name: license.name, field, dongle: dongleSays, contract: license, metered }))
  })
}
