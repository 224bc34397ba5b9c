import { exitCodes } from '../../packages/cli/src/command/exit-code.ts'

export const exitCodesPage = 'docs/reference/exit-codes.md'

/** The page of exit codes, from the table that every command ends by. */
export function writeExitCodesPage(): string {
  const rows = Object.entries(exitCodes).map(([name, { code, meaning }]) => `| ${code} | ${name} | ${meaning} |`)
  return `${introduction}\n| code | name | meaning |\n|---|---|---|\n${rows.join('\n')}\n`
}

const introduction = `<!-- Written by \`npm run reference\` from packages/cli/src/command/exit-code.ts. -->
# Exit codes of \`undongle\`

With \`--json\` a command writes one JSON document to stdout, and a problem as one JSON document to stderr:
\`code\`, \`say\` (what is wrong), \`next\` (what to do), and \`places\` where a file or a rule is at fault.
`
