import type { ProductLine } from '@undongle/core/api/line'
import type { SeenDongle } from '@undongle/core/api/local/dongle'

interface LineChoice {
  readonly value: string
  readonly label: string
}

/** The lines that can be asked for, this dongle's own first: a dongle without a license of a line is told so, not hidden [Q56]. */
export function linesOfDongle(dongle: SeenDongle, lines: readonly ProductLine[]): LineChoice[] {
  const own = dongle.licenses.filter((entry) => entry.state === 'on').map((entry) => entry.license.line)
  const away = dongle.licenses.map((entry) => entry.license.line)
  const ids = [...new Set([...own, ...away, ...lines.map((line) => line.id)])]
  return ids.map((id) => ({ value: id, label: lines.find((line) => line.id === id)?.name ?? id }))
}
