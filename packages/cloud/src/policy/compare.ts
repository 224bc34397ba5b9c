import type { Answer } from '@undongle/core/api/cloud'
import type { Product } from '@undongle/core/license'
import type { TransferPolicy } from '@undongle/core/policy/policy'
import { type Rehearsal, type RehearsedDongle, rehearseDongle, severityOf } from '@undongle/core/rehearsal/rehearse'
import type { Deps } from '../deps.ts'
import { lookAtBase } from '../rehearsal/look-at-base.ts'
import type { BaseCompany } from '../rehearsal/read-base.ts'

interface Compared {
  readonly line: string
  readonly products: ReadonlyMap<string, Product>
  readonly before: TransferPolicy
  readonly after: TransferPolicy
}

type Outcome = RehearsedDongle['outcome']

const examplesShown = 50

/** How many dongles two policies answer differently, over the whole base in one pass: both are asked with the code that answers in earnest. */
export async function comparePolicies(deps: Deps, compared: Compared): Promise<Answer<'policy.compare'>> {
  const { line, products, before, after } = compared
  const now = deps.now()
  const rehearsalOf = (policy: TransferPolicy): Rehearsal => ({ line, policy, products, now })
  const [old, next] = [rehearsalOf(before), rehearsalOf(after)]
  const changes = new Map<string, { from: Outcome; to: Outcome; dongles: number }>()
  const examples: Answer<'policy.compare'>['examples'] = []
  const stops = { before: 0, after: 0 }
  let dongles = 0
  await lookAtBase(deps, products, async (company) => {
    const [was, is] = [rehearse(old, company), rehearse(next, company)]
    if (was.stops) stops.before++
    if (is.stops) stops.after++
    for (const [at, { outcome: to, serial }] of is.dongles.entries()) {
      const from = was.dongles[at]?.outcome ?? to
      dongles++
      if (from === to) continue
      const change = changes.get(`${from} ${to}`) ?? { from, to, dongles: 0 }
      changes.set(`${from} ${to}`, { ...change, dongles: change.dongles + 1 })
      if (examples.length < examplesShown) examples.push({ company: company.company ?? null, dongle: serial, from, to })
    }
  })
  const changed = [...changes.values()].toSorted((a, b) => b.dongles - a.dongles)
  return { from: before.version, dongles, changed, examples, stops }
}

function rehearse(rehearsal: Rehearsal, { dongles, inCloud }: BaseCompany) {
  const rehearsed = dongles.map((dongle) => rehearseDongle(rehearsal, dongle))
  return { dongles: rehearsed, stops: severityOf(rehearsal, { dongles: rehearsed, inCloud }) === 'stop' }
}
