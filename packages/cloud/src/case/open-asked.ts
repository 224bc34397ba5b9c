import type { openCaseBodySchema } from '@undongle/core/api/case'
import { ApiError } from '@undongle/core/api/error'
import type { CaseFacts, Severity, SupportCase } from '@undongle/core/case/case'
import { isLeftWithout } from '@undongle/core/case/due'
import type { CaseId, CompanyId } from '@undongle/core/id'
import { resultWords } from '@undongle/core/transfer/words'
import type { z } from 'zod'
import type { Deps } from '../deps.ts'
import type { LedgerTx } from '../ledger/ledger.ts'
import type { Transfer } from '../transfer/transfer.ts'

type Asked = z.output<typeof openCaseBodySchema>

/** A customer asks support: the case holds what the cloud knows of the transfer, so that nobody has to copy numbers [Q30, Q58]. */
export function openAskedCase(deps: Deps, company: CompanyId, id: CaseId, asked: Asked): Promise<SupportCase> {
  return deps.ledger.inCompany(company, async (tx) => {
    const subject = `case:${id}`
    const known = await tx.cases.findOpen(subject)
    if (known !== undefined) return known
    const transfer = asked.transfer === null ? undefined : await tx.transfers.find(asked.transfer)
    if (asked.transfer !== null && transfer === undefined) throw new ApiError('transfer-unknown')
    const at = deps.now()
    const opened: SupportCase = {
      id,
      company,
      subject,
      topic: asked.topic,
      severity: await severityOf(tx, asked, transfer, at),
      line: transfer?.line ?? null,
      transfer: asked.transfer,
      facts: factsOf(asked, transfer),
      attempts: 1,
      openedAt: at,
      lastAt: at,
      decided: undefined,
    }
    await tx.cases.insert(opened)
    return opened
  })
}

async function severityOf(
  tx: LedgerTx,
  { topic }: Asked,
  transfer: Transfer | undefined,
  now: Date,
): Promise<Severity> {
  if (topic === 'question' || transfer === undefined) return 'ordinary'
  const { line, plan } = transfer
  const policy = (await tx.contract.readLines()).find(({ id }) => id === line)?.policy
  if (policy === undefined) return 'ordinary'
  const usable = await tx.contract.countUsable({ line, now })
  return isLeftWithout({ usable, policy, licenses: plan.licenses, line }) ? 'production-stop' : 'ordinary'
}

function factsOf({ words, serial, topic }: Asked, transfer: Transfer | undefined): CaseFacts {
  const nothing = { result: null, shown: null, dongle: null, licenses: [], contracts: [], policy: null, contact: null }
  const asked = { ...nothing, bridge: [], words }
  if (transfer === undefined) return { ...asked, dongle: serial === null ? null : { key: null, serial, grade: null } }
  const result = transfer.state === 'ordered' || transfer.state === 'draining' ? null : transfer.result
  return {
    ...asked,
    result,
    shown: resultWords[result ?? (topic === 'failed' ? 'failed' : 'nothing-relevant')],
    dongle: { key: transfer.dongle, serial: transfer.serial, grade: transfer.grade },
    licenses: transfer.plan.licenses.map(({ license, reason }) => ({ license, reason })),
    policy: transfer.plan.policy,
    contact: transfer.contact,
  }
}
