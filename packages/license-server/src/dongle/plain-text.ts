/** Words of a device as plain text: one line, printable, bounded. It may be empty. */
export function plainText(text: string, lengthLimit: number): string {
  const printable = text.slice(0, lengthLimit * 4).replaceAll(/[\p{C}\p{Z}]+/gu, ' ')
  return [...printable.trim()].slice(0, lengthLimit).join('').trim()
}

/** The same where a name has no blanks and ASCII only, as serials have. @returns undefined when nothing is left */
export function plainSerial(text: string): string | undefined {
  const serial = text.replaceAll(/[^\x21-\x7e]/g, '').slice(0, 64)
  return serial === '' ? undefined : serial
}
