/**
 * The text of settings.env with some settings in force: a line that sets one is replaced, also where it was only a remark; every other line
 * stays as it was.
 */
export function withSettings(text: string, settings: Readonly<Record<string, string>>): string {
  const lines = text.split(/\r?\n/).filter((line, index, all) => line !== '' || index < all.length - 1)
  for (const [name, value] of Object.entries(settings)) {
    const at = lines.findIndex((line) => line.replace(/^#\s*/, '').startsWith(`${name}=`))
    lines.splice(at < 0 ? lines.length : at, at < 0 ? 0 : 1, `${name}=${value}`)
  }
  return `${lines.join('\n')}\n`
}
