import { type Phase, phases, phaseWords } from '@undongle/core/transfer/phase'

/** The share of the work that is behind, by the weights of the phases. */
export const percentOf = (phase: Phase | null): number => (phase === null ? 0 : phaseWords[phase].percent)

/** The phase being worked on; undefined when all are done. */
export const phaseAfter = (phase: Phase | null): Phase | undefined =>
  phase === null ? phases[0] : phases[phases.indexOf(phase) + 1]

/** Whether the dongle may have given its licenses away: from there on a transfer is finished, not taken back. */
export const isPastNoReturn = (phase: Phase | null): boolean =>
  phase !== null && phases.indexOf(phase) >= phases.indexOf('retired')
