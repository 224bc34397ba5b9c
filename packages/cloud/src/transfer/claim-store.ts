import { type CertificateId, type CompanyId, idSchema, type TransferId } from '@undongle/core/id'
import type { DongleClaim } from '@undongle/core/transfer/open'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '../db/pool.ts'

/** What the deployment knows of one dongle, whichever company asks. */
export interface Claim extends DongleClaim {
  readonly pinned: { readonly company: CompanyId; readonly certificate: CertificateId } | undefined
  /** The end of the grace of each line, in seconds: there is one grace per dongle and line, never restarted. */
  readonly graceUntil: Readonly<Record<string, number>>
  readonly temporaryGranted: boolean
  /** A transfer was finished without this dongle: it is never served or ordered again. */
  readonly blocked: boolean
  /** The transfer that its newest known state cancelled. */
  readonly cancelled: TransferId | undefined
}

/** The vendor's word on a dongle. */
export interface Assignment {
  readonly company: CompanyId | null
  readonly key: string | null
  readonly enabled: boolean
  /** Its company reported it lost or broken [Q98]. */
  readonly lost?: true
}

export interface SeenDongle {
  readonly dongle: string
  readonly serial: string
  readonly generation: number
  readonly stateHash: string
  /** The transfer that this very state cancelled. */
  readonly cancelled?: TransferId | undefined
}

/**
 * Holds the dongle's row to the end of the transaction, and makes it when the dongle is new: all messages about one dongle
 * are decided in turn.
 */
export async function lockClaim(tx: Tx, seen: SeenDongle): Promise<Claim> {
  const { rows } = await sql`
    insert into dongle_claim (key_thumbprint, serial, generation, state_hash, cancelled_transfer_id, grace_until)
    values (${seen.dongle}, ${seen.serial}, ${seen.generation}, ${seen.stateHash}, ${seen.cancelled ?? null}, '{}')
    on conflict (key_thumbprint) do update set serial = dongle_claim.serial
    returning ${claimColumns}`.execute(tx)
  return toClaim(rows[0])
}

/** Reads without holding, for a preview. */
export async function readClaim(tx: Tx, dongle: string): Promise<Claim | undefined> {
  const { rows } = await sql`
    select ${claimColumns} from dongle_claim where key_thumbprint = ${dongle}`.execute(tx)
  return rows.length === 0 ? undefined : toClaim(rows[0])
}

export async function writeClaim(tx: Tx, seen: SeenDongle, claim: Claim): Promise<void> {
  await sql`
    update dongle_claim set generation = ${seen.generation}, state_hash = ${seen.stateHash},
      company_id = ${claim.pinned?.company ?? null}, certificate_id = ${claim.pinned?.certificate ?? null},
      open_transfer_id = ${claim.open?.transfer ?? null}, open_company_id = ${claim.open?.company ?? null},
      open_generation = ${claim.open?.generation ?? null},
      cancelled_transfer_id = coalesce(${seen.cancelled ?? null},
        case when state_hash = ${seen.stateHash} then cancelled_transfer_id end),
      grace_until = ${JSON.stringify(claim.graceUntil)}
    where key_thumbprint = ${seen.dongle}`.execute(tx)
}

export async function blockClaim(tx: Tx, dongle: string, at: Date): Promise<void> {
  await sql`
    update dongle_claim set blocked_at = coalesce(blocked_at, ${at}) where key_thumbprint = ${dongle}`.execute(tx)
}

/** A temporary subscription is granted once per dongle, ever [Q53]. */
export async function markTemporaryGranted(tx: Tx, dongle: string, at: Date): Promise<void> {
  await sql`update dongle_claim set temporary_granted_at = ${at} where key_thumbprint = ${dongle}`.execute(tx)
}

/** Reads the vendor's word, and pins the key of a dongle that is seen for the first time. */
export async function pinAssignment(tx: Tx, seen: { serial: string; dongle: string }): Promise<Assignment> {
  const { rows } = await sql`
    insert into dongle_assignment (serial, company_id, key_thumbprint, enabled)
    values (${seen.serial}, null, ${seen.dongle}, true)
    on conflict (serial) do update
      set key_thumbprint = coalesce(dongle_assignment.key_thumbprint, excluded.key_thumbprint)
    returning company_id, key_thumbprint, enabled, blocked_at`.execute(tx)
  return toAssignment(rows[0])
}

export async function readAssignment(tx: Tx, serial: string): Promise<Assignment> {
  const { rows } = await sql`
    select company_id, key_thumbprint, enabled, blocked_at from dongle_assignment where serial = ${serial}`.execute(tx)
  return rows.length === 0 ? { company: null, key: null, enabled: true } : toAssignment(rows[0])
}

const claimColumns = sql.raw(
  `generation, state_hash, company_id, certificate_id, open_transfer_id, open_company_id, open_generation, grace_until,
   temporary_granted_at, blocked_at, cancelled_transfer_id`,
)

const claimRow = z.object({
  generation: z.int(),
  state_hash: z.string(),
  company_id: idSchema('company').nullable(),
  certificate_id: idSchema('certificate').nullable(),
  open_transfer_id: idSchema('transfer').nullable(),
  open_company_id: idSchema('company').nullable(),
  open_generation: z.int().nullable(),
  grace_until: z.record(z.string(), z.int()),
  temporary_granted_at: z.date().nullable(),
  blocked_at: z.date().nullable(),
  cancelled_transfer_id: idSchema('transfer').nullable(),
})

function toClaim(found: unknown): Claim {
  const row = claimRow.parse(found)
  const { company_id, certificate_id, open_transfer_id, open_company_id, open_generation } = row
  return {
    generation: row.generation,
    stateHash: row.state_hash,
    pinned: company_id && certificate_id ? { company: company_id, certificate: certificate_id } : undefined,
    open:
      open_transfer_id && open_company_id && open_generation
        ? { transfer: open_transfer_id, company: open_company_id, generation: open_generation }
        : undefined,
    graceUntil: row.grace_until,
    temporaryGranted: row.temporary_granted_at !== null,
    blocked: row.blocked_at !== null,
    cancelled: row.cancelled_transfer_id ?? undefined,
  }
}

const assignmentRow = z.object({
  company_id: idSchema('company').nullable(),
  key_thumbprint: z.string().nullable(),
  enabled: z.boolean(),
  blocked_at: z.date().nullable(),
})

function toAssignment(found: unknown): Assignment {
  const row = assignmentRow.parse(found)
  const assignment = { company: row.company_id, key: row.key_thumbprint, enabled: row.enabled }
  return row.blocked_at === null ? assignment : { ...assignment, lost: true }
}
