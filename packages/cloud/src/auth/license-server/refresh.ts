// Rotating refresh tokens (RFC 9700, section 4.14.2), so that a copied machine is noticed. They are bound to the machine's key, so rotation is
// not what keeps a thief out; and it locks nobody out: not after a crash or a lost answer, not where the cloud forgot the newest token in a
// restore, and not where a disk was copied, since which of the two is the copy nobody here can tell.

export interface RefreshState {
  readonly current: string
  readonly previous: string | undefined
  /** The previous token was used a second time, under a new attempt: the token made first was lost. */
  readonly previousUsed: boolean
  /** The attempt that made the current token. */
  readonly attempt: string | undefined
}

export type RefreshDecision =
  /** A new token is made. `isCopy`: somebody else has used what this machine should have. */
  | { outcome: 'rotate'; previousUsed: boolean; isCopy: boolean }
  /** The same attempt again: its answer was lost, so it gets the same token again. */
  | { outcome: 'repeat' }

/**
 * Decides what a refresh token is answered with. All tokens are hashes here.
 *
 * The caller has already shown a proof of the machine's key, so an unknown token is an old one of this machine, never a stranger's guess.
 */
export function decideRefresh(state: RefreshState, presented: { token: string; attempt: string }): RefreshDecision {
  if (presented.token === state.current) return { outcome: 'rotate', previousUsed: false, isCopy: false }
  if (presented.token !== state.previous) return { outcome: 'rotate', previousUsed: false, isCopy: true }
  if (presented.attempt === state.attempt) return { outcome: 'repeat' }
  return { outcome: 'rotate', previousUsed: true, isCopy: state.previousUsed }
}
