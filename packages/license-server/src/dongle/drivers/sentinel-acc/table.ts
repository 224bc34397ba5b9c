import { z } from 'zod'

// The tables of the runtime's own page on port 1947, as public samples show them: `/*JSON:devices*/`, flat objects divided by commas and
// without brackets, the last of them a footer with the count, then a comment with the status. Not run on hardware.

/** Values are texts in all samples; a number or a boolean is taken as its text. */
const rowSchema = z.record(
  z.string().max(64),
  z.union([z.string().max(4096), z.number(), z.boolean(), z.null()]).transform((value) => String(value ?? '')),
)
export type Row = Readonly<Record<string, string>>

export interface Table {
  readonly rows: readonly Row[]
  /** False when the footer counts others than there are. */
  readonly complete: boolean
}

const rowsLimit = 512

/** @returns undefined for what is no such table, or one whose status is not 0 */
export function parseTable(body: string): Table | undefined {
  const [from, to] = [startOf(body), body.lastIndexOf('/*')]
  if (from === undefined || to < from) return undefined
  if (!/<code>\s*0\s*<\/code>/.test(body.slice(to, to + 400))) return undefined
  const rows = parseRows(body.slice(from, to))
  const footer = rows?.at(-1)
  if (rows === undefined || footer === undefined || !isFooter(footer)) return undefined
  const found = rows.slice(0, -1)
  return { rows: found, complete: Number(footer.cnt) === found.length }
}

function startOf(body: string): number | undefined {
  const open = /^\s{0,64}\/\*\s{0,8}JSON:[a-z_]{1,32}\s{0,8}\*\//.exec(body.slice(0, 200))
  return open?.[0].length
}

function parseRows(middle: string): Row[] | undefined {
  try {
    const text = middle.trim().replace(/,$/, '')
    const parsed = z
      .array(rowSchema)
      .max(rowsLimit)
      .safeParse(JSON.parse(`[${text}]`))
    return parsed.success ? parsed.data : undefined
  } catch {
    return undefined
  }
}

const isFooter = (row: Row) => 'cnt' in row && !('haspid' in row)
