// Rotating refresh tokens (RFC 9700, section 4.14.2), so that neither a crash nor a lost answer signs a machine out, and a copied machine is noticed.

export interface RefreshState {
  readonly current: string
  readonly previous: string | undefined
  /** The previous token was used a second time, under a new attempt: the token made first was lost. */
  readonly previousUsed: boolean
  /** The attempt that made the current token. */
  readonly attempt: string | undefined
}

export type RefreshDecision =
  /** A new token is made; the presented one stays good once more. */
  | { outcome: 'rotate'; previousUsed: boolean }
  /** The same attempt again: its answer was lost, so it gets the same token again. */
  | { outcome: 'repeat' }
  /** Somebody else has used what this machine should have: a copy. */
  | { outcome: 'reused' }

/**
 * Decides what a refresh token is answered with. All tokens are hashes here.
 *
 * The caller has already shown a proof of the machine's key, so an unknown token is an old one of this machine, never a stranger's guess.
 */
export function decideRefresh(state: RefreshState, presented: { token: string; attempt: string }): RefreshDecision {
  if (presented.token === state.current) return { outcome: 'rotate', previousUsed: false }
  if (presented.token !== state.previous) return { outcome: 'reused' }
  if (presented.attempt === state.attempt) return { outcome: 'repeat' }
  return state.previousUsed ? { outcome: 'reused' } : { outcome: 'rotate', previousUsed: true }
}
