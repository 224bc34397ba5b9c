import { ApiError } from '@undongle/core/api/error'
import type { Forward } from './forward.ts'
import type { Invariants } from './invariants.ts'
import type { LedgerTx } from './ledger.ts'
import type { StillOut } from './still-out.ts'

interface Followed {
  readonly invariants: Invariants
  readonly forward: Forward
  readonly stillOut: StillOut
  readonly settle: () => void
}

/** The same transaction, each statement told to the invariants as it is called. The first that is wrong keeps the end from being sent. */
export function guardTx(tx: LedgerTx, { invariants, forward, stillOut, settle }: Followed): LedgerTx {
  let frozen = false
  let wrong: { error: unknown } | undefined

  async function checked<Answer>(check: () => void, statement: () => Promise<Answer>): Promise<Answer> {
    if (wrong !== undefined) throw wrong.error
    try {
      check()
    } catch (error) {
      wrong = { error }
      throw error
    }
    return statement()
  }
  const writes = <Answer>(check: () => void, statement: () => Promise<Answer>) =>
    checked(() => {
      if (frozen) throw new ApiError('company-frozen')
      check()
    }, statement)

  return {
    ...tx,
    commit: () => checked(settle, () => tx.commit()),
    claims: {
      ...tx.claims,
      async lock(seen) {
        // Behind the lock: as the transaction that held it before left it.
        const [claim, isFrozen] = await Promise.all([tx.claims.lock(seen), tx.freezes.isFrozen()])
        frozen = isFrozen
        invariants.sawClaim(seen, claim)
        forward.sawClaim(seen.dongle, claim)
        return claim
      },
      write: (seen, claim) =>
        writes(
          () => {
            invariants.writesClaim(seen, claim)
            forward.writesClaim(seen.dongle, claim)
          },
          () => tx.claims.write(seen, claim),
        ),
    },
    transfers: {
      ...tx.transfers,
      async find(id) {
        const transfer = await tx.transfers.find(id)
        forward.sawTransfer(transfer)
        return transfer
      },
      insert: (transfer) =>
        writes(
          () => forward.insertsTransfer(transfer),
          () => tx.transfers.insert(transfer),
        ),
      finish: (id, done) =>
        writes(
          () => forward.movesOrdered(id),
          () => tx.transfers.finish(id, done),
        ),
      certify: (id, done) =>
        writes(
          () => forward.movesOrdered(id),
          () => tx.transfers.certify(id, done),
        ),
      closeReplaced(id, at) {
        forward.endsTransfer(id)
        return tx.transfers.closeReplaced(id, at)
      },
    },
    custody: {
      async readChains(licenses) {
        const chains = await tx.custody.readChains(licenses)
        for (const license of licenses) invariants.sawChain(license, chains.get(license) ?? [])
        return chains
      },
      appendLinks: (links) =>
        writes(
          () => {
            invariants.writesLinks(links)
            stillOut.writesLinks(links)
          },
          () => tx.custody.appendLinks(links),
        ),
    },
    permits: {
      ...tx.permits,
      async readLive(dongle, now) {
        const records = await tx.permits.readLive(dongle, now)
        stillOut.sawPermits(dongle, records)
        return records
      },
      giveBack(given) {
        stillOut.returnsPermit(given)
        return tx.permits.giveBack(given)
      },
    },
    drains: {
      ...tx.drains,
      finish: (drain, done) =>
        checked(
          () => {
            stillOut.finishesDrain(drain.dongle, done.at)
            forward.endsTransfer(drain.transfer)
          },
          () => tx.drains.finish(drain, done),
        ),
      cancel(drain, at) {
        forward.endsTransfer(drain.transfer)
        return tx.drains.cancel(drain, at)
      },
      forget(drain) {
        forward.endsTransfer(drain.transfer)
        return tx.drains.forget(drain)
      },
    },
    certificates: {
      ...tx.certificates,
      insert: (certificate) =>
        writes(
          () => invariants.writesCertificate(certificate.claims),
          () => tx.certificates.insert(certificate),
        ),
    },
    contract: {
      ...tx.contract,
      async readContractLines(dongle) {
        const lines = await tx.contract.readContractLines(dongle)
        for (const { license, sequence, place } of lines) invariants.sawEnd(license.id, { sequence, place })
        return lines
      },
      grantLicense: (granted) => writes(nothing, () => tx.contract.grantLicense(granted)),
    },
  }
}

const nothing = () => undefined
