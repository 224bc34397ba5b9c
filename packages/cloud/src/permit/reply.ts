import { ApiError } from '@undongle/core/api/error'
import type { MoveReply, WantedLease } from '@undongle/core/api/permit'
import type { Certificate } from '@undongle/core/document/certificate'
import type { Lease } from '@undongle/core/document/lease'
import type { ResultName } from '@undongle/core/transfer/result'
import type { Deps } from '../deps.ts'
import type { Machine } from '../lease/ask.ts'
import type { LedgerTx } from '../ledger/ledger.ts'
import type { SigningKeys } from '../signing/signing-keys.ts'
import type { Transfer, Unsigned } from '../transfer/transfer.ts'
import { grantProvisional, grantWanted } from './leases.ts'
import type { Progress } from './progress.ts'

/** The answer to a MOVE or a give-back, stored, before it is signed. */
export type UnsignedReply =
  | {
      readonly answer: 'draining'
      readonly progress: Extract<Progress, { state: 'draining' }>
      readonly isAsking: boolean
      readonly leases: readonly Unsigned<Lease>[]
    }
  | {
      readonly answer: 'moved'
      readonly result: ResultName
      readonly certificate: Unsigned<Certificate>
      readonly leases: readonly Unsigned<Lease>[]
    }
  | { readonly answer: 'refused'; readonly result: ResultName; readonly document: Unsigned }
  | { readonly answer: 'cancelled' }

/**
 * What a transfer of a readable dongle is answered as it stands.
 *
 * @param progress of the drain it belongs to; undefined where it is over
 * @throws ApiError `transfer-id-reused` for one of a dongle that got an order
 */
export async function replyOf(
  deps: Deps,
  tx: LedgerTx,
  machine: Machine,
  stands: { transfer: Transfer; progress: Progress | undefined; wanted: readonly WantedLease[]; now: Date },
): Promise<UnsignedReply> {
  const { transfer, progress, wanted, now } = stands
  switch (transfer.state) {
    case 'draining': {
      if (progress?.state !== 'draining')
        throw new ApiError('internal-error', { detail: `${transfer.id} drains nothing that is open` })
      const { drain, idle } = progress
      const { notBefore } = drain
      const waits = idle && notBefore !== undefined && notBefore > now
      const leases = waits ? await grantProvisional(deps, tx, machine, { wanted, drain, notBefore }) : []
      return { answer: 'draining', progress, isAsking: drain.opened?.at === machine.licenseServer, leases }
    }
    case 'certified':
    case 'drained': {
      const certificate = await tx.certificates.read(transfer.certificate)
      const leases = await grantWanted(deps, tx, machine, wanted)
      return { answer: 'moved', result: transfer.result, certificate, leases }
    }
    case 'answered': {
      const { result, document, certificate } = transfer
      if (document !== undefined) return { answer: 'refused', result, document }
      if (certificate === undefined) return { answer: 'cancelled' }
      const leases = await grantWanted(deps, tx, machine, wanted)
      return { answer: 'moved', result, certificate: await tx.certificates.read(certificate), leases }
    }
    case 'ordered':
    case 'moved':
      throw new ApiError('transfer-id-reused', { detail: 'a transfer of a dongle that got an order' })
  }
}

/** Signed after the commit: whoever asks again gets the same bytes. */
export function signReply(keys: SigningKeys, reply: UnsignedReply): MoveReply {
  switch (reply.answer) {
    case 'draining': {
      const { holders, last, drain } = reply.progress
      return {
        answer: 'draining',
        holders: holders.map(({ until, ...holder }) => ({ ...holder, until: until.toISOString() })),
        last: reply.isAsking ? last : null,
        notBefore: drain.notBefore?.toISOString() ?? null,
        leases: signLeases(keys, reply.leases),
      }
    }
    case 'moved': {
      const { kid, claims } = reply.certificate
      return {
        answer: 'moved',
        result: reply.result,
        certificate: keys.sign('certificate', kid, claims),
        leases: signLeases(keys, reply.leases),
      }
    }
    case 'refused': {
      const { kid, claims } = reply.document
      return { answer: 'refused', result: reply.result, document: keys.sign('result', kid, claims) }
    }
    case 'cancelled':
      return { answer: 'cancelled' }
  }
}

const signLeases = (keys: SigningKeys, leases: readonly Unsigned<Lease>[]): string[] =>
  leases.map(({ kid, claims }) => keys.sign('lease', kid, claims))
