import type { CompanyId } from '@undongle/core/id'
import { findOpenCase, insertCase, repeatCase } from '../case/store.ts'
import { findCertificate, insertCertificate, readCertificate } from '../certificate/store.ts'
import { freezeCompany, isFrozen, thawCompany } from '../company/freeze-store.ts'
import { findCompanyName } from '../company/store.ts'
import { appendLinks, readChains } from '../custody/store.ts'
import type { EndingTx } from '../db/pool.ts'
import { approveDeclaration, findDeclaration, insertDeclaration } from '../declaration/store.ts'
import { type Deps, inCompany } from '../deps.ts'
import { insertCheckIn, insertEpoch, listUnheard, readEpoch } from '../epoch/store.ts'
import {
  endLeases,
  endUnreported,
  findLease,
  findLiveEnd,
  insertLeases,
  lockLeases,
  lockLicenses,
  lockSequences,
  readFrame,
  readLiveSeats,
  takeSequences,
} from '../lease/store.ts'
import { readContractLines, readForeignOwners } from '../license/contract-lines.ts'
import { grantLicense } from '../license/grant.ts'
import { countUsable } from '../license/usable.ts'
import { readLines, readProducts } from '../line/store.ts'
import { insertMessage } from '../outbox/store.ts'
import { cancelDrain, finishDrain, forgetDrain, listOpenDrains, openDrain, warnOfDrain } from '../permit/drain-store.ts'
import { findFirstPermit, insertPermit, readLivePermits, readNewestPermits, returnPermits } from '../permit/store.ts'
import { findPolicy } from '../policy/store.ts'
import { findReseller } from '../reseller/store.ts'
import { readBoundSeats, writeBoundSeats } from '../seat/bound-store.ts'
import { endWaiting, readWaiting, recordRefusals, writeWaiting } from '../seat/store.ts'
import {
  blockClaim,
  lockClaim,
  markTemporaryGranted,
  pinAssignment,
  readAssignment,
  readClaim,
  writeClaim,
} from '../transfer/claim-store.ts'
import {
  certifyTransfer,
  closeReplaced,
  completeTransfer,
  findLineCertificate,
  findTransfer,
  finishTransfer,
  insertTransfer,
  listMoved,
} from '../transfer/store.ts'
import { readDongleWaves } from '../wave/read-waves.ts'
import type { Ledger, LedgerTx } from './ledger.ts'

/** The ledger as it is kept: each noun's statements stand in its own store. */
export const postgresLedger = (parts: Pick<Deps, 'db' | 'random'>): Ledger => ({
  inCompany: (company, work, retryUnique) =>
    inCompany(parts, company, (tx) => work(inTransaction(tx, company)), retryUnique),
  watching: (_, run) => run(),
  listOpenDrains: () => listOpenDrains(parts.db),
  readEpoch: () => readEpoch(parts.db),
  startEpoch: (started) => insertEpoch(parts.db, started),
})

function inTransaction(tx: EndingTx, company: CompanyId): LedgerTx {
  return {
    commit: () => tx.commit(),
    claims: {
      lock: (seen) => lockClaim(tx, seen),
      read: (dongle) => readClaim(tx, dongle),
      write: (seen, claim) => writeClaim(tx, seen, claim),
      block: (dongle, at) => blockClaim(tx, dongle, at),
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
      certify: (id, done) => certifyTransfer(tx, company, id, done),
      complete: (id, whole) => completeTransfer(tx, company, id, whole),
      closeReplaced: (id, at) => closeReplaced(tx, company, id, at),
    },
    custody: {
      readChains: (licenses) => readChains(tx, company, licenses),
      appendLinks: (links) => appendLinks(tx, company, links),
    },
    certificates: {
      insert: (certificate) => insertCertificate(tx, certificate),
      read: (id) => readCertificate(tx, company, id),
      find: (id) => findCertificate(tx, company, id),
    },
    declarations: {
      find: (transfer) => findDeclaration(tx, company, transfer),
      insert: (declaration) => insertDeclaration(tx, company, declaration),
      approve: async (transfer, approved) => void (await approveDeclaration(tx, company, transfer, approved)),
    },
    cases: {
      findOpen: (subject) => findOpenCase(tx, company, subject),
      insert: (opened) => insertCase(tx, opened),
      repeat: (id, again) => repeatCase(tx, company, id, again),
    },
    outbox: {
      insert: (message) => insertMessage(tx, company, message),
    },
    freezes: {
      isFrozen: () => isFrozen(tx, company),
      freeze: (freeze) => freezeCompany(tx, company, freeze),
      thaw: () => thawCompany(tx, company),
    },
    contract: {
      readLines: () => readLines(tx),
      findPolicy: ({ line, version }) => findPolicy(tx, line, version),
      readProducts: (ids) => readProducts(tx, ids),
      readContractLines: (dongle) => readContractLines(tx, company, dongle),
      readWaves: (serial) => readDongleWaves(tx, company, serial),
      findReseller: (id) => findReseller(tx, id),
      readForeignOwners: (ids) => readForeignOwners(tx, company, ids),
      findCompanyName: () => findCompanyName(tx, company),
      countUsable: ({ line, now }) => countUsable(tx, company, { lines: [line], now }),
      grantLicense: (granted) => grantLicense(tx, company, granted),
    },
    permits: {
      readLive: (dongle, now) => readLivePermits(tx, company, dongle, now),
      readNewest: (dongle) => readNewestPermits(tx, company, dongle),
      findFirst: (dongle) => findFirstPermit(tx, company, dongle),
      insert: (permit) => insertPermit(tx, company, permit),
      giveBack: (given) => returnPermits(tx, company, given),
    },
    drains: {
      open: (drain) => openDrain(tx, company, drain),
      warn: (warning) => warnOfDrain(tx, company, warning),
      finish: (drain, done) => finishDrain(tx, company, drain, done),
      cancel: (drain, at) => cancelDrain(tx, company, drain, at),
      forget: (drain) => forgetDrain(tx, company, drain),
    },
    leases: {
      lockLicenses: (products) => lockLicenses(tx, company, products),
      lock: (ids) => lockLeases(tx, company, ids),
      readLiveSeats: (asked) => readLiveSeats(tx, company, asked),
      find: (id) => findLease(tx, company, id),
      readFrame: () => readFrame(tx, company),
      insert: (leases) => insertLeases(tx, company, leases),
      end: (leases) => endLeases(tx, company, leases),
      endUnreported: (told) => endUnreported(tx, company, told),
      lockSequences: (machines) => lockSequences(tx, company, machines),
      takeSequences: (counts) => takeSequences(tx, company, counts),
      findLiveEnd: (asked) => findLiveEnd(tx, company, asked),
    },
    seats: {
      readWaiting: (products) => readWaiting(tx, company, products),
      wait: (waiters) => writeWaiting(tx, company, waiters),
      leave: (leases) => endWaiting(tx, company, leases),
      refuse: (refusals) => recordRefusals(tx, company, refusals),
      readBound: (asked) => readBoundSeats(tx, company, asked),
      bind: (seats) => writeBoundSeats(tx, company, seats),
    },
    epochs: {
      read: () => readEpoch(tx),
      checkIn: (epoch, machine) => insertCheckIn(tx, epoch, machine),
      listUnheard: (epoch, machines) => listUnheard(tx, epoch, machines),
    },
  }
}
