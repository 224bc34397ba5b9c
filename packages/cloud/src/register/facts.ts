import type { CompanyId, LicenseServerId } from '@undongle/core/id'
import { graceName, type Loss, type RegisterFact } from './register.ts'

/** The facts of a register in memory. They are few: one for each machine, one more when it is gone, each grace, each loss, each restore. */
export interface KnownFacts {
  readonly machines: Map<LicenseServerId, CompanyId>
  readonly graces: Map<string, number>
  readonly gone: Map<LicenseServerId, number>
  readonly temporaries: Set<string>
  readonly losses: Map<string, Loss>
  epoch: number
}

export const noFacts = (): KnownFacts => ({
  machines: new Map(),
  graces: new Map(),
  gone: new Map(),
  temporaries: new Set(),
  losses: new Map(),
  epoch: 0,
})

/** Whether recording this fact would say nothing new. A grace keeps its first end; a bridge that was used stays used. */
export function isKnown(known: KnownFacts, fact: RegisterFact): boolean {
  switch (fact.fact) {
    case 'machine':
      return known.machines.has(fact.licenseServer)
    case 'grace':
      return known.graces.has(graceName(fact.dongle, fact.line))
    case 'gone':
      return known.gone.has(fact.licenseServer)
    case 'temporary':
      return known.temporaries.has(fact.dongle)
    case 'loss': {
      const loss = known.losses.get(fact.serial)
      return loss !== undefined && loss.blocked === fact.blocked && (loss.bridged || !fact.bridged)
    }
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
    case 'temporary':
      known.temporaries.add(fact.dongle)
      return
    case 'loss': {
      const bridged = fact.bridged || (known.losses.get(fact.serial)?.bridged ?? false)
      known.losses.set(fact.serial, { blocked: fact.blocked, bridged })
      return
    }
    case 'epoch':
      known.epoch = fact.number
  }
}
