import type { Term } from '@undongle/core/license'

export const termText = (term: Term): string => (term.kind === 'perpetual' ? 'perpetual' : term.until)

/** A number of seats, or of points where it is metered. */
export const quantityText = (quantity: number, metered: boolean | undefined): string =>
  metered ? `${quantity} ${quantity === 1 ? 'point' : 'points'}` : String(quantity)
