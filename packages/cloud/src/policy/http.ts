import { ApiError } from '@undongle/core/api/error'
import { checkPolicy } from '@undongle/core/policy/check'
import { explainPolicy } from '@undongle/core/policy/explain'
import type { TransferPolicy } from '@undongle/core/policy/policy'
import { transaction } from '../db/transaction.ts'
import type { Deps } from '../deps.ts'
import type { Permission } from '../http/authorize.ts'
import type { Endpoints } from '../http/call.ts'
import { findLine, readAllProducts, requireLine } from '../line/store.ts'
import { comparePolicies } from './compare.ts'
import { findPolicy, listVersions, publishPolicies } from './store.ts'

type PolicyEndpoint =
  | 'policy.list'
  | 'policy.read'
  | 'policy.publish'
  | 'policy.validate'
  | 'policy.compare'
  | 'policy.explain'

export function policyEndpoints(deps: Deps): Pick<Endpoints, PolicyEndpoint> {
  const { db } = deps
  return {
    'policy.list': async ({ parameters: { line } }) => {
      await requireLine(db, line)
      const versions = await listVersions(db, line)
      return {
        versions: versions.map(({ policy: { version, name }, publishedAt, publishedBy }) => ({
          version,
          name,
          publishedAt: publishedAt.toISOString(),
          publishedBy,
        })),
      }
    },
    'policy.read': async ({ parameters: { line, version } }) => {
      const policy = await findPolicy(db, line, version)
      if (policy === undefined) throw new ApiError('not-found', { detail: `${line} ${version}` })
      return { policy }
    },
    'policy.publish': ({ permission, parameters: { line }, body }) =>
      publish(deps, line, requireWhole(body.policy), publisherOf(permission)),
    'policy.validate': async ({ body }) => {
      const checked = checkPolicy(body.policy)
      return { valid: checked.ok, faults: checked.ok ? [] : [...checked.faults] }
    },
    'policy.compare': async ({ parameters: { line }, body }) => {
      const after = requireWhole(body.policy)
      const { policy } = await findLine(db, line)
      const before = body.from === undefined ? policy : await findPolicy(db, line, body.from)
      if (before === undefined) throw new ApiError('not-found', { detail: `${line} ${body.from}` })
      return comparePolicies(deps, { line, products: await readAllProducts(db), before, after })
    },
    'policy.explain': async ({ body }) => explainPolicy(requireWhole(body.policy)),
  }
}

/** @throws ApiError `policy-faulty` naming every fault */
export function requireWhole(draft: unknown): TransferPolicy {
  const checked = checkPolicy(draft)
  if (checked.ok) return checked.policy
  const fields = checked.faults.map(({ pointer, detail }) => ({ pointer: `/policy${pointer}`, detail }))
  throw new ApiError('policy-faulty', { fields })
}

async function publish({ db, now, random }: Deps, line: string, policy: TransferPolicy, by: string) {
  const work = { random: () => (random(1)[0] ?? 0) / 256, retryUnique: ['policy_version_pkey'] }
  return transaction(
    db,
    async (tx) => {
      await requireLine(tx, line)
      const [before] = await listVersions(tx, line)
      const after = (await publishPolicies(tx, new Map([[line, policy]]), { by, at: now() })).get(line) ?? 0
      return { version: after, published: after !== before?.policy.version }
    },
    work,
  )
}

const publisherOf = ({ principal }: Permission): string =>
  principal?.kind === 'person' ? principal.user : 'operator-token'
