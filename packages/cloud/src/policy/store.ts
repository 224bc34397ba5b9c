import { canonicalJson } from '@undongle/core/canonical'
import { type TransferPolicy, transferPolicySchema } from '@undongle/core/policy/policy'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Db, Tx } from '../db/pool.ts'

/** What stands as the publisher of what came with contracts. */
export const importer = 'import'

/** Who publishes, and when. */
export interface Publisher {
  /** A user id, `operator-token`, or `import`. */
  readonly by: string
  readonly at: Date
}

/**
 * Publishes a policy for each line that has another one now, or none. Versions only rise: a number in the policy itself counts where it is
 * higher than the last one. The same import again publishes nothing, also when somebody has published since.
 *
 * @returns the version each line has after it
 */
export async function publishPolicies(
  tx: Tx,
  policies: ReadonlyMap<string, TransferPolicy>,
  { by, at }: Publisher,
): Promise<Map<string, number>> {
  const lines = [...policies.keys()]
  const known = await readNewest(tx, lines)
  const imported = by === importer ? await readNewest(tx, lines, importer) : undefined
  const wanted = [...policies].map(([line, policy]) => {
    const newest = known.get(line)
    const isImportedAgain = newest !== undefined && isSame(policy, imported?.get(line))
    return { line, policy: isImportedAgain ? newest : nextVersion(policy, newest) }
  })
  const published = wanted.filter(({ line, policy }) => known.get(line)?.version !== policy.version)
  if (published.length > 0)
    await sql`
      insert into policy_version (line, version, policy, published_at, published_by)
      select *, ${at}::timestamptz, ${by} from unnest(${published.map(({ line }) => line)}::text[],
        ${published.map(({ policy }) => policy.version)}::integer[],
        ${published.map(({ policy }) => JSON.stringify(policy))}::jsonb[])`.execute(tx)
  return new Map(wanted.map(({ line, policy }) => [line, policy.version]))
}

export interface PublishedVersion {
  readonly policy: TransferPolicy
  readonly publishedAt: Date
  readonly publishedBy: string
}

/** Every version of a line's policy, newest first. */
export async function listVersions(db: Db | Tx, line: string): Promise<PublishedVersion[]> {
  const { rows } = await sql`
    select policy::text, published_at, published_by from policy_version where line = ${line}
    order by version desc limit 200`.execute(db)
  return rows
    .map((row) => versionRow.parse(row))
    .map((row) => ({ policy: parsePolicy(row.policy), publishedAt: row.published_at, publishedBy: row.published_by }))
}

/** @returns undefined for a version that never was */
export async function findPolicy(db: Db | Tx, line: string, version: number): Promise<TransferPolicy | undefined> {
  const { rows } = await sql`
    select policy::text from policy_version where line = ${line} and version = ${version}`.execute(db)
  return rows.length === 0 ? undefined : parsePolicy(z.object({ policy: z.string() }).parse(rows[0]).policy)
}

const parsed = new Map<string, TransferPolicy>()
const parsedPolicies = 200

/** A policy is read with every transfer and changes once in months: equal text is parsed once. */
export function parsePolicy(text: string): TransferPolicy {
  const known = parsed.get(text)
  if (known !== undefined) return known
  const policy = transferPolicySchema.parse(JSON.parse(text))
  if (parsed.size >= parsedPolicies) parsed.clear()
  parsed.set(text, policy)
  return policy
}

/** @param by only what they published */
async function readNewest(tx: Tx, lines: readonly string[], by?: string): Promise<Map<string, TransferPolicy>> {
  const { rows } = await sql`
    select distinct on (line) line, policy::text from policy_version
    where line = any(${[...lines]}) and (${by ?? null}::text is null or published_by = ${by ?? null})
    order by line, version desc`.execute(tx)
  const row = z.object({ line: z.string(), policy: z.string() })
  return new Map(rows.map((found) => row.parse(found)).map(({ line, policy }) => [line, parsePolicy(policy)]))
}

function nextVersion(policy: TransferPolicy, newest: TransferPolicy | undefined): TransferPolicy {
  if (newest === undefined) return policy
  if (isSame(policy, newest)) return newest
  return { ...policy, version: Math.max(policy.version, newest.version + 1) }
}

/** But for its number. */
const isSame = (policy: TransferPolicy, other: TransferPolicy | undefined): boolean =>
  other !== undefined && canonicalJson({ ...policy, version: other.version }) === canonicalJson(other)

const versionRow = z.object({ policy: z.string(), published_at: z.date(), published_by: z.string() })
