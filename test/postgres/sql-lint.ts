import type { Statement } from './sql-texts.ts'

/**
 * Holds what the catalog can't show: how statements must be written to do the same on one server and on a fleet.
 *
 * @param tenantTables every table that has a `company_id` first in its keys
 * @returns one complaint a line, each naming where the statement stands; empty when all are right
 */
export function lintStatements(statements: readonly Statement[], tenantTables: readonly string[]): readonly string[] {
  return statements.flatMap((statement) => {
    const broken = rules.filter((rule) => rule.breaks(statement, tenantTables))
    return broken.map((rule) => `${statement.where}: ${rule.says}`)
  })
}

interface Rule {
  readonly says: string
  breaks(statement: Statement, tenantTables: readonly string[]): boolean
}

const rules: readonly Rule[] = [
  {
    says: 'an advisory lock is known to one server only',
    breaks: ({ text }) => /\bpg_(try_)?advisory/i.test(text),
  },
  {
    says: 'LISTEN hears one server only; poll, and let NOTIFY at most wake up',
    breaks: ({ text }) => /^\s*listen\s+"?\w+"?\s*$/i.test(text),
  },
  {
    says: 'SKIP LOCKED works inside one company: say company_id =',
    breaks: ({ text }) => /\bskip\s+locked\b|\.skipLocked\(/i.test(text) && !namesOneCompany(text),
  },
  {
    says: 'a CTE that writes runs through one coordinator; write plain statements',
    breaks: ({ text }) => /\bas\s+(not\s+)?(materialized\s*)?\(\s*(insert|update|delete|merge)\b/i.test(text),
  },
  {
    says: 'MERGE is not available everywhere; write plain statements',
    breaks: ({ text }) => /^\s*merge\s+into\b|\.mergeInto\(/i.test(text),
  },
  {
    says: 'ids and times that decide are parameters, not made by the server',
    breaks: ({ text }) =>
      /\b(gen_random_uuid|uuid\w*|random|now|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday|nextval)\s*\(|\b(current_(timestamp|date|time)|localtime(stamp)?)\b/i.test(
        text,
      ),
  },
  {
    says: 'a query of a tenant table names company_id',
    breaks: (statement, tenantTables) =>
      statement.tables.some((table) => tenantTables.includes(table)) &&
      !/\bcompany_id\b/i.test(statement.text) &&
      !readsAcrossCompanies(statement),
  },
]

function namesOneCompany(text: string): boolean {
  return /\bcompany_id\s*=|\(\s*['"](\w+\.)?company_id['"]\s*,\s*['"]=['"]/i.test(text)
}

/** Finding out, over all companies, where there is something to do: without locks, and with the reason in the statement. */
function readsAcrossCompanies({ text, comments }: Statement): boolean {
  const reads = /^\s*select\b/i.test(text) && !/\bfor\s+(no\s+key\s+)?(update|share)\b/i.test(text)
  return reads && comments.some((comment) => /\bacross companies: [^\s*]/.test(comment))
}
