import type { CloudEvent } from '@undongle/core/api/transfer'
import type { CompanyId } from '@undongle/core/id'
import type { Declaration } from '@undongle/core/transfer/declare'
import type { CloudFact } from '@undongle/core/transfer/timeline'
import { listDeclarations } from '../declaration/store.ts'
import { type Deps, inCompany } from '../deps.ts'
import type { Transfer } from './transfer.ts'

/** What the cloud has on record of a transfer, oldest first. */
export async function timelineOf(deps: Deps, company: CompanyId, transfer: Transfer): Promise<CloudEvent[]> {
  const declarations = await inCompany(deps, company, (tx) => listDeclarations(tx, company))
  const events = [...ownEvents(transfer), ...declarations.flatMap((declared) => declaredEvents(declared, transfer))]
  return events.toSorted((a, b) => a.at.localeCompare(b.at))
}

function ownEvents(transfer: Transfer): CloudEvent[] {
  const begun = { at: transfer.openedAt.toISOString(), reason: null }
  switch (transfer.state) {
    case 'ordered':
      return [{ ...begun, fact: 'ordered' }]
    case 'draining':
      return [{ ...begun, fact: 'draining' }]
    case 'moved':
      return [{ ...begun, fact: 'ordered' }, ended(transfer.finishedAt, 'credited')]
    case 'drained':
      return [{ ...begun, fact: 'draining' }, ended(transfer.finishedAt, 'credited')]
    case 'certified':
      return transfer.opened === undefined
        ? [ended(transfer.finishedAt, 'learned')]
        : [{ ...begun, fact: 'ordered' }, ended(transfer.finishedAt, 'credited')]
    case 'answered':
      return transfer.result === 'cancelled'
        ? [{ ...begun, fact: 'ordered' }, ended(transfer.finishedAt, 'cancelled')]
        : [{ ...begun, fact: 'answered' }]
  }
}

function declaredEvents(declaration: Declaration, { id }: Transfer): CloudEvent[] {
  const about = declaration.act === 'force' ? declaration.transfer : declaration.corrects
  if (about !== id) return []
  const { reason, at, approved, act } = declaration
  const [proposed, done]: [CloudFact, CloudFact] =
    act === 'force' ? ['force-proposed', 'forced'] : ['correction-proposed', 'corrected']
  return [
    { at: at.toISOString(), fact: proposed, reason },
    ...(approved === undefined ? [] : [{ at: approved.at.toISOString(), fact: done, reason }]),
  ]
}

const ended = (at: Date, fact: CloudFact): CloudEvent => ({ at: at.toISOString(), fact, reason: null })
