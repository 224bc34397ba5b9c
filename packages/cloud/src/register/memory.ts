import { learn, noFacts } from './facts.ts'
import type { Register, RegisteredCertificate } from './register.ts'

/** The register without a disk, for the simulation: it outlives what the simulation restores, as the files do. */
export function memoryRegister(): Register {
  const known = noFacts()
  const certificates: RegisteredCertificate[] = []
  return {
    machines: known.machines,
    graces: known.graces,
    gone: known.gone,
    temporaries: known.temporaries,
    losses: known.losses,
    epoch: () => known.epoch,
    record: async (fact) => learn(known, fact),
    certificates: {
      count: () => certificates.length,
      append: async (entries) => certificates.push(...entries) - entries.length,
      read: async (from, limit) => certificates.slice(from, from + limit),
    },
    close: async () => undefined,
  }
}
