import type { PreviewReply } from '@undongle/core/api/transfer'
import type { ReadableEvidence } from '@undongle/core/dongle/evidence'
import type { CompanyId, LicenseServerId } from '@undongle/core/id'
import type { Deps } from '../deps.ts'
import { previewOf, requireKnownKey, requireNotLost } from '../transfer/preview.ts'
import { makePlan } from '../transfer/read-plan.ts'
import { planFactsOf } from './plan-facts.ts'
import { readReadable } from './reading.ts'

/** What a transfer of a dongle that can only be read would do, license by license. Changes nothing [Q90]. */
export function previewReadable(
  deps: Deps,
  machine: { company: CompanyId; licenseServer: LicenseServerId },
  asked: { line: string; evidence: ReadableEvidence },
): Promise<PreviewReply> {
  const reading = readReadable(asked.evidence, deps.keys)
  const now = deps.now()
  const { company } = machine
  return deps.ledger.inCompany(company, async (tx) => {
    const [claim, assignment, { plan, read }] = await Promise.all([
      tx.claims.read(reading.dongle),
      tx.claims.readAssignment(reading.serial),
      planFactsOf(tx, reading),
    ])
    requireNotLost(assignment)
    if (reading.key !== null) requireKnownKey(assignment, reading)
    const planned = await makePlan(tx, plan, { company, line: asked.line, reading: read, now })
    return previewOf(deps, tx, machine, { dongle: reading.dongle, claim, assignment, planned, now })
  })
}
