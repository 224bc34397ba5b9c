import { inject } from 'vitest'

declare module 'vitest' {
  interface ProvidedContext {
    /** How much `npm run drivers` asks for. */
    driverSizes?: ContractSizes
  }
}

/** How often the contract does what is dear: little in each run of the tests, much where `npm run drivers` asks for it. */
export interface ContractSizes {
  /** Kills in the middle of a retire, on each driver that writes. */
  readonly kills: number
  /** Hostile answers, to each reader. */
  readonly dialogues: number
}

export const usualSizes: ContractSizes = { kills: 12, dialogues: 60 }

export const contractSizes = (): ContractSizes => inject('driverSizes') ?? usualSizes
