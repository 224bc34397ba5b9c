import type { License } from '../license.ts'

/** What a meter was topped up for: the largest quantity in the latest term. Null before the first top-up. */
export interface Granted {
  readonly quantity: number
  readonly term: License['term']
}

/**
 * Points that a metered license is due. Its quantity is the points of one term: a renewal, which is a later end, brings them again, and a
 * larger quantity in the same term brings the difference. What was granted is never taken back by a contract; support corrects.
 *
 * @returns undefined where nothing is due
 */
export function decideTopUp(
  granted: Granted | null,
  { quantity, term }: Pick<License, 'quantity' | 'term'>,
): { readonly points: number; readonly granted: Granted } | undefined {
  if (granted === null || isLater(term, granted.term)) return { points: quantity, granted: { quantity, term } }
  const points = isLater(granted.term, term) ? 0 : quantity - granted.quantity
  return points > 0 ? { points, granted: { quantity, term } } : undefined
}

/** A term without an end has nothing after it. */
function isLater(term: License['term'], than: License['term']): boolean {
  if (than.kind === 'perpetual') return false
  return term.kind === 'perpetual' || term.until > than.until
}
