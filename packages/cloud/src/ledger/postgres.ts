import type { CompanyId } from '@undongle/core/id'
import { insertCertificate, readCertificate } from '../certificate/store.ts'
import { findCompanyName } from '../company/store.ts'
import { appendLinks, readChains } from '../custody/store.ts'
import type { EndingTx } from '../db/pool.ts'
import { type Deps, inCompany } from '../deps.ts'
import { readContractLines, readForeignOwners } from '../license/contract-lines.ts'
import { grantLicense } from '../license/grant.ts'
import { readLines, readProducts } from '../line/store.ts'
import {
  lockClaim,
  markTemporaryGranted,
  pinAssignment,
  readAssignment,
  readClaim,
  writeClaim,
} from '../transfer/claim-store.ts'
import {
  closeReplaced,
  findLineCertificate,
  findTransfer,
  finishTransfer,
  insertTransfer,
  listMoved,
} from '../transfer/store.ts'
import type { Ledger, LedgerTx } from './ledger.ts'

/** The ledger as it is kept: each noun's statements stand in its own store. */
export const postgresLedger = (parts: Pick<Deps, 'db' | 'random'>): Ledger => ({
  inCompany: (company, work, retryUnique) =>
    inCompany(parts, company, (tx) => work(inTransaction(tx, company)), retryUnique),
})

function inTransaction(tx: EndingTx, company: CompanyId): LedgerTx {
  return {
    commit: () => tx.commit(),
    claims: {
      lock: (seen) => lockClaim(tx, seen),
      read: (dongle) => readClaim(tx, dongle),
      write: (seen, claim) => writeClaim(tx, seen, claim),
      markTemporaryGranted: (dongle, at) => markTemporaryGranted(tx, dongle, at),
      pinAssignment: (seen) => pinAssignment(tx, seen),
      readAssignment: (serial) => readAssignment(tx, serial),
    },
    transfers: {
      find: (id) => findTransfer(tx, company, id),
      findLineCertificate: (dongle) => findLineCertificate(tx, company, dongle),
      listMoved: (dongle) => listMoved(tx, company, dongle),
      insert: (transfer) => insertTransfer(tx, transfer),
      finish: (id, done) => finishTransfer(tx, company, id, done),
      closeReplaced: (id, at) => closeReplaced(tx, company, id, at),
    },
    custody: {
      readChains: (licenses) => readChains(tx, company, licenses),
      appendLinks: (links) => appendLinks(tx, company, links),
    },
    certificates: {
      insert: (certificate) => insertCertificate(tx, certificate),
      read: (id) => readCertificate(tx, company, id),
    },
    contract: {
      readLines: () => readLines(tx),
      readProducts: (ids) => readProducts(tx, ids),
      readContractLines: (dongle) => readContractLines(tx, company, dongle),
      readForeignOwners: (ids) => readForeignOwners(tx, company, ids),
      findCompanyName: () => findCompanyName(tx, company),
      grantLicense: (granted) => grantLicense(tx, company, granted),
    },
  }
}
