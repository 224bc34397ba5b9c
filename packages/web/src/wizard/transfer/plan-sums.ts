import type { License } from '@undongle/core/license'
import type { PlannedLicense } from '@undongle/core/transfer/plan'

interface Sum {
  readonly licenses: number
  readonly seats: number
}

/** How many licenses and seats each answer of a plan comes to. */
export function sumPlan(planned: readonly PlannedLicense[]): Record<PlannedLicense['answer'], Sum> {
  const sumOf = (answer: PlannedLicense['answer']): Sum => {
    const chosen = planned.filter((entry) => entry.answer === answer)
    return { licenses: chosen.length, seats: chosen.reduce((seats, entry) => seats + entry.license.quantity, 0) }
  }
  return { moves: sumOf('moves'), stays: sumOf('stays'), refused: sumOf('refused') }
}

const compared = ['product', 'line', 'generation', 'quantity', 'term'] as const

export interface Difference {
  readonly id: string
  readonly name: string
  readonly field: (typeof compared)[number]
  readonly dongle: License
  readonly contract: License
}

/** Where the dongle says something else than the contract [Q81]: one entry for each field. */
export function differencesOf(planned: readonly PlannedLicense[]): Difference[] {
  return planned.flatMap(({ license, dongleSays }) => {
    if (dongleSays === null) return []
    return compared
      .filter((field) => JSON.stringify(license[field]) !== JSON.stringify(dongleSays[field]))
      .map((field) => ({ id: license.id, name: license.name, field, dongle: dongleSays, contract: license }))
  })
}
