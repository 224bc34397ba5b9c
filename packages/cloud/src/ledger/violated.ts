/** What was about to be written contradicts what stands. */
export class LedgerViolated extends Error {
  override name = 'LedgerViolated'
}

/** @throws LedgerViolated */
export function hold(condition: boolean, contradiction: string): void {
  if (!condition) throw new LedgerViolated(contradiction)
}
