import type { CompanyId, LicenseServerId } from '@undongle/core/id'
import { graceName, type RegisterFact } from './register.ts'

/** The facts of a register in memory. They are few: one for each machine, one more when it is gone, each grace, each restore. */
export interface KnownFacts {
  readonly machines: Map<LicenseServerId, CompanyId>
  readonly graces: Map<string, number>
  readonly gone: Map<LicenseServerId, number>
  epoch: number
}

export const noFacts = (): KnownFacts => ({ machines: new Map(), graces: new Map(), gone: new Map(), epoch: 0 })

/** Whether recording this fact would say nothing new. A grace keeps its first end. */
export function isKnown(known: KnownFacts, fact: RegisterFact): boolean {
  switch (fact.fact) {
    case 'machine':
      return known.machines.has(fact.licenseServer)
    case 'grace':
      return known.graces.has(graceName(fact.dongle, fact.line))
    case 'gone':
      return known.gone.has(fact.licenseServer)
    case 'epoch':
      return fact.number <= known.epoch
  }
}

export function learn(known: KnownFacts, fact: RegisterFact): void {
  if (isKnown(known, fact)) return
  switch (fact.fact) {
    case 'machine':
      known.machines.set(fact.licenseServer, fact.company)
      return
    case 'grace':
      known.graces.set(graceName(fact.dongle, fact.line), fact.until)
      return
    case 'gone':
      known.gone.set(fact.licenseServer, fact.at)
      return
    case 'epoch':
      known.epoch = fact.number
  }
}
