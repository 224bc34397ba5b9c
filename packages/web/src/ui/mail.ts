/** A mail that already holds the facts [Q58]; every value is escaped, so that none can add a header of its own. */
export function mailAddress(
  email: string,
  subject: string,
  facts: readonly (readonly [name: string, value: string])[],
): string {
  const body = facts.map(([name, value]) => `${name}: ${value}`).join('\n')
  return `mailto:${encodeURIComponent(email).replace('%40', '@')}?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(`\n\n${body}`)}`
}
