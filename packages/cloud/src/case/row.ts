import { caseFactsSchema, caseTopics, type SupportCase, severities } from '@undongle/core/case/case'
import { caseDecisionSchema } from '@undongle/core/case/decision'
import { idSchema } from '@undongle/core/id'
import { sql } from 'kysely'
import { z } from 'zod'

export const caseColumns = sql.raw(
  `company_id, id, subject, topic, severity, line, transfer_id, facts, attempts, opened_at, last_at, decision,
   decision_words, decided_by, decided_at`,
)

const caseRow = z.object({
  company_id: idSchema('company'),
  id: idSchema('case'),
  subject: z.string(),
  topic: z.enum(caseTopics),
  severity: z.enum(severities),
  line: z.string().nullable(),
  transfer_id: idSchema('transfer').nullable(),
  facts: caseFactsSchema,
  attempts: z.int(),
  opened_at: z.date(),
  last_at: z.date(),
  decision: caseDecisionSchema.nullable(),
  decision_words: z.string().nullable(),
  decided_by: idSchema('user').nullable(),
  decided_at: z.date().nullable(),
})

export function toCase(found: unknown): SupportCase {
  const row = caseRow.parse(found)
  const { decision, decision_words: words, decided_by: by, decided_at: at } = row
  return {
    id: row.id,
    company: row.company_id,
    subject: row.subject,
    topic: row.topic,
    severity: row.severity,
    line: row.line,
    transfer: row.transfer_id,
    facts: row.facts,
    attempts: row.attempts,
    openedAt: row.opened_at,
    lastAt: row.last_at,
    decided: decision && words !== null && by && at ? { decision, words, by, at } : undefined,
  }
}
