/** A bug of ours, never anybody's input. */
export class AssertionError extends Error {
  override name = 'AssertionError'
}

/** States what must hold here; stays on in production. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new AssertionError(message)
}
