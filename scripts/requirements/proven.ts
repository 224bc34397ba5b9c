const idPattern = /\bQ\d{2,3}\b/g

/** The requirement ids of a text, each once, in their order of number. */
export function idsIn(text: string): string[] {
  const ids = new Set(text.match(idPattern))
  return [...ids].toSorted((a, b) => Number(a.slice(1)) - Number(b.slice(1)))
}

/**
 * The required ids that the titles of passing tests carry in square brackets: `[Q54] …`, `[Q50, Q51] …`.
 *
 * @throws when a title claims an id that no requirement has: a slip of the pen would prove nothing, silently
 */
export function provenBy(titles: readonly string[], required: readonly string[]): string[] {
  const claims = titles.flatMap((title) => [...title.matchAll(/\[[^\]]*\]/g)].flatMap(([bracket]) => idsIn(bracket)))
  const unknown = claims.find((id) => !required.includes(id))
  if (unknown !== undefined) throw new Error(`A test title carries ${unknown}, which is no requirement.`)
  return required.filter((id) => claims.includes(id))
}

/** Holds the recorded open list to the truth, in both directions, so that it can only shrink. Empty = it is true. */
export function compareWithRecorded(
  open: readonly string[],
  recorded: readonly string[],
  required: readonly string[],
): string[] {
  return [
    ...open
      .filter((id) => !recorded.includes(id))
      .map((id) => `${id} was proven before; no passing test carries it now.`),
    ...recorded
      .filter((id) => required.includes(id) && !open.includes(id))
      .map((id) => `${id} is proven now: take it off test/requirements-open.json in this change.`),
    ...recorded
      .filter((id) => !required.includes(id))
      .map((id) => `${id} on test/requirements-open.json is no requirement.`),
  ]
}
