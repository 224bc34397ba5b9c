import { assert } from '@undongle/core/assert'
import type { Store } from './store.ts'
import { StoreError } from './store-error.ts'

// What a transfer and its events have been made of in every version so far. Text that was released: a column that comes later is
// added by the version that needs it.
const transferKey = `
  id text primary key,
  line text not null,
  company text not null,
  target_user text not null,
  dongle_key text not null,
  dongle_label text not null,
  plan_hash text not null,
  plan text not null`
const transferFacts = `
  order_jws text,
  order_certificates text,
  receipt blob,
  certificate_jws text,
  refusal text,
  attempts integer not null,
  last_error text,
  created_at integer not null,
  updated_at integer not null,
  confirmed_at integer not null`
const transferChecks = `
  check (state <> 'ordered' or order_jws is not null),
  check (state <> 'retired' or (order_jws is not null and receipt is not null)),
  check (state <> 'moved' or certificate_jws is not null),
  check (state <> 'refused' or refusal is not null)`
const orderCheck = `check ((order_jws is null) = (order_certificates is null))`
const eventFacts = `
  seq integer not null,
  phase text not null,
  at integer not null,
  detail text not null,
  primary key (transfer, seq)`

/**
 * The journal's tables. One entry a version, never edited once released: `pragma user_version` counts those applied.
 *
 * Secrets (the machine's private key, the refresh token) stand in `setting`, in this file of mode 0600, and not in files of their
 * own: one fsync discipline serves all, a rotated token can't be torn, and a copy of the folder is never half of a machine.
 * Times are milliseconds since 1970; JSON and signed documents are kept as the text or bytes that were received.
 */
const versions = [
  `create table transfer (
    ${transferKey},
    state text not null check (state in ('intended', 'ordered', 'retired', 'moved', 'refused', 'cancelled')),
    ${transferFacts},
    ${transferChecks},
    ${orderCheck}
  ) strict;

  create index transfer_state on transfer (state);

  -- Append only. seq counts from 1 in each transfer: the id of a server-sent event.
  create table transfer_event (
    transfer text not null references transfer (id),
    ${eventFacts}
  ) strict, without rowid;

  create table setting (
    key text primary key,
    value text not null
  ) strict, without rowid;

  -- The signed lease, and of its claims only what must be compared or sorted by.
  create table lease (
    id text primary key,
    source text not null check (source in ('cloud', 'dongle')),
    jws text not null,
    machine text not null,
    seq integer not null,
    status_version integer not null,
    issued_at integer not null,
    expires_at integer not null
  ) strict;

  -- The highest numbers ever stored, kept when the leases are gone: an older lease never comes back. Each source numbers its own.
  create table lease_floor (
    machine text not null,
    source text not null,
    seq integer not null,
    status_version integer not null,
    primary key (machine, source)
  ) strict, without rowid;

  create table clock (
    only integer primary key check (only = 1),
    state text not null,
    seal text not null
  ) strict;

  -- Filled and emptied by ensureRoom.
  create table room (
    only integer primary key check (only = 1),
    filler blob not null
  ) strict;`,
  // Class B. SQLite can't change a check, so the transfers are copied into a table whose states are listed in one place only: the
  // schema that reads a row (transfer.ts).
  `create table transfer_next (
    ${transferKey},
    state text not null,
    ${transferFacts},
    -- Who else holds a permit while this transfer drains, and until when, as the cloud last told.
    drain text,
    -- The cloud's "yours is the last": every permit up to this number was deleted for this transfer.
    last_number integer,
    ${transferChecks},
    check (state <> 'draining' or drain is not null),
    check (state <> 'giving-back' or last_number is not null),
    ${orderCheck}
  ) strict;

  create table transfer_event_next (
    transfer text not null references transfer_next (id),
    ${eventFacts}
  ) strict, without rowid;

  insert into transfer_next select *, null, null from transfer;
  insert into transfer_event_next select * from transfer_event;
  drop table transfer_event;
  drop table transfer;
  alter table transfer_next rename to transfer;
  alter table transfer_event_next rename to transfer_event;
  create index transfer_state on transfer (state);

  -- The newest permit of each dongle for this machine.
  create table permit (
    dongle text not null,
    machine text not null,
    jws text not null,
    number integer not null,
    epoch integer not null,
    issued_at integer not null,
    expires_at integer not null,
    primary key (dongle, machine)
  ) strict, without rowid;

  -- The highest permit given back, kept when it is gone: it, and all before it, are refused for ever.
  create table permit_ratchet (
    dongle text not null,
    machine text not null,
    epoch integer not null,
    number integer not null,
    primary key (dongle, machine)
  ) strict, without rowid;

  -- Give-backs by hand, until the cloud has answered (K13). That of a transfer stands in the transfer.
  create table give_back (
    dongle text not null,
    machine text not null,
    number integer not null,
    asked_at integer not null,
    primary key (dongle, machine)
  ) strict, without rowid;

  -- Where seats are taken from during a grace. No row means the cloud.
  create table dongle_source (
    dongle text not null,
    line text not null,
    primary key (dongle, line)
  ) strict, without rowid;`,
  // Cancels of class A: the state in which the dongle signed it, until the cloud has been told. Certificates that belong to no
  // transfer of this journal are kept too: a cancel needs those of the dongle's past, and a restored cloud all there are.
  `alter table transfer add column cancel_proof text;

  create table certificate (
    id text primary key,
    order_hash text,
    jws text not null,
    at integer not null
  ) strict, without rowid;`,
  // What a dongle signed, before it is sent to a cloud that may credit by it.
  `create table dongle_state (
    hash text primary key,
    evidence text not null,
    at integer not null
  ) strict, without rowid;`,
  // Seats. Whom a lease of the cloud was asked for, and what applications hold: kept over a restart, which would give seats twice.
  `alter table lease add column product text;
  alter table lease add column holder text not null default '';
  -- Given back while the cloud could not be told: until then it serves whoever asks here next.
  alter table lease add column released integer not null default 0;
  create index lease_product on lease (product, holder);

  -- One row for each application that checked out. A seat of a dongle's license counts in the pool of that license.
  create table seat (
    id text not null unique,
    holder text not null,
    product text not null,
    version text not null,
    source text not null,
    dongle text,
    license text,
    jws text not null,
    renew_at integer not null,
    expires_at integer not null
  ) strict;
  create index seat_end on seat (source, expires_at);

  create table seat_pool (
    license text primary key,
    taken integer not null check (taken >= 0)
  ) strict, without rowid;`,
  // Points that applications take: written down before the cloud is asked, and its entry when it has answered in an epoch.
  `create table consumption (
    id text primary key,
    company text not null,
    product text not null,
    points integer not null check (points > 0),
    asked_at integer not null,
    entry text,
    epoch integer,
    check ((entry is null) = (epoch is null))
  ) strict, without rowid;
  create index consumption_asked on consumption (asked_at);
  create index consumption_epoch on consumption (company, epoch);`,
  // The machines of the network that were let in; of their keys only the hash.
  `create table node (
    id text primary key,
    key_hash text not null,
    name text not null,
    joined_at integer not null
  ) strict, without rowid;
  create index seat_holder on seat (holder) where holder <> '';`,
  // Since when an application has its seat. Of those that are out, all that is known is their last renewal, three minutes before the next.
  `alter table seat add column since integer not null default 0;
  update seat set since = renew_at - 180000;`,
] as const

/**
 * Brings the tables to this version, each step in one transaction.
 *
 * @param upTo for tests of an upgrade: how the journal of an earlier release stood
 * @throws StoreError `journal-other-version` when a newer version, or another program, wrote the file
 */
export function applySchema(store: Store, upTo: number = versions.length): void {
  const found = versionOf(store)
  if (found > versions.length) {
    throw new StoreError('journal-other-version', `version ${found}, this License Server knows ${versions.length}`)
  }
  if (found === 0 && store.get(`select name from sqlite_schema limit 1`)) {
    throw new StoreError('journal-other-version', 'tables without a version: not a journal')
  }
  versions.forEach((script, index) => {
    if (index >= found && index < upTo) upgrade(store, script, index + 1)
  })
}

function versionOf(store: Store): number {
  const version = store.get('pragma user_version')?.user_version
  assert(typeof version === 'number', 'SQLite tells user_version as a number')
  return version
}

function upgrade(store: Store, script: string, version: number): void {
  store.transaction(() => store.execute(`${script} pragma user_version = ${version};`))
}
