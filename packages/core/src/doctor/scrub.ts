const removed = '[removed]'

/**
 * What a support bundle must never hold, by its looks: the bundle is made of named facts only, and this goes over each of its texts
 * once more, because a text may quote what went wrong.
 */
const secrets: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]+-----[\s\S]*?(-----END [A-Z ]+-----|$)/g, removed],
  [/\beyJ[\w-]+(\.[\w-]*){1,4}/g, removed], // a signed document or a token (RFC 7515)
  [/\/\/[^\s/]+@/g, `//${removed}@`], // a password in an address
  [/(https?:\/\/[^\s?#]+)[?#][^\s"')]*/g, `$1?${removed}`], // what an address asks for
  [/\b((?:set-)?cookie)\s*[:=][^\n]*/gi, `$1: ${removed}`], // all of them, to the end of the line
  [/\b(bearer|basic|dpop)\s+[\w.~+/=-]+/gi, `$1 ${removed}`],
  [
    /\b([\w-]*(?:password|passphrase|secret|token|cookie|authorization|pin|code_verifier))(\\?["']?\s*[:=]\s*)(\\?"[^"]*"|'[^']*'|[^\s"',;}]+)/gi,
    `$1$2${removed}`,
  ],
  [/undongle-join-1\S*/g, removed],
  [/\b[0-9A-Z]{4}(-[0-9A-Z]{4}){1,7}\b/g, removed], // a sign-in code, an activation code
  [/[\w+-]{32,}={0,2}/g, removed], // a key, a token, a hash; our own ids are shorter
  [/(?<![\w/.-])[\w+][\w+/-]{40,}={0,2}/g, removed], // the same in base64, which a path looks like
]

/** @returns the text without what looks like a secret */
export const scrub = (text: string): string =>
  secrets.reduce((rest, [pattern, instead]) => rest.replace(pattern, instead), text)
