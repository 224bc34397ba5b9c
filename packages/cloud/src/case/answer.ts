import type { CaseAnswer, CaseSummary } from '@undongle/core/api/case'
import { bridgedUntil, type Severity, type SupportCase } from '@undongle/core/case/case'

/** A case as it goes on the wire. */
export const answerOf = (found: SupportCase): CaseAnswer => ({
  ...summaryOf(found, found.severity),
  facts: found.facts,
})

export function summaryOf(found: SupportCase, severity: Severity): CaseSummary {
  const { id, company, topic, line, transfer, attempts, facts, decided } = found
  return {
    id,
    company,
    topic,
    severity,
    line,
    transfer,
    serial: facts.dongle?.serial ?? null,
    attempts,
    openedAt: found.openedAt.toISOString(),
    lastAt: found.lastAt.toISOString(),
    bridgedUntil: bridgedUntil(facts),
    decided: decided === undefined ? null : { ...decided, at: decided.at.toISOString() },
  }
}
