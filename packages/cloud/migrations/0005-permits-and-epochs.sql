-- Dongles that can only be read: the permits by which machines use them, transfers that wait for those to end, and what is waited
-- for after the database was put back from a backup.

-- DRAIN and what comes of it. A readable dongle may have no key, gives no receipt and gets no order.
alter table transfer alter column public_key drop not null;
alter table transfer
  add column not_before timestamptz,
  add column cancelable boolean,
  add column joined text collate "C",
  add column possession text,
  add column statement jsonb;
alter table transfer drop constraint transfer_state_check;
alter table transfer drop constraint transfer_check;
alter table transfer drop constraint transfer_check1;
alter table transfer drop constraint transfer_check2;
alter table transfer
  add constraint transfer_state_check check (state in ('ordered', 'moved', 'answered', 'draining', 'drained')),
  add constraint transfer_finished check ((state in ('ordered', 'draining')) = (finished_at is null)),
  add constraint transfer_result check ((state in ('ordered', 'draining')) = (result is null)),
  add constraint transfer_order check (state not in ('ordered', 'moved') or (order_claims is not null and public_key is not null)),
  add constraint transfer_drain check (
    state not in ('draining', 'drained') or (possession is not null and cancelable is not null)
  ),
  add constraint transfer_drained check (state <> 'drained' or certificate_id is not null);
-- A drain that a restored backup still has open is forgotten: its machine asks again in the new epoch.
grant delete on transfer to undongle_app;

-- Every drain that is open, in any company: the cloud's timer finishes those whose machines never answer.
create table open_drain (
  dongle text collate "C" primary key,
  company_id text collate "C" not null,
  transfer_id text collate "C" not null
);
grant select, insert, update, delete on open_drain to undongle_app;

-- A machine's right to serve a dongle, recorded before it is sent. It counts until it was given back, or three hours after its end.
create table permit (
  company_id text collate "C" not null,
  dongle text collate "C" not null,
  license_server_id text collate "C" not null,
  number integer not null check (number >= 1),
  serial text collate "C" not null,
  licenses text[] not null,
  issued_at timestamptz not null,
  expires_at timestamptz not null,
  returned_at timestamptz,
  kid text collate "C" not null,
  claims text not null,
  primary key (company_id, dongle, license_server_id, number)
);
alter table permit enable row level security;
alter table permit force row level security;
create policy permit_of_company on permit
  using (company_id = current_setting('app.company_id', true))
  with check (company_id = current_setting('app.company_id', true));
grant select, insert, update on permit to undongle_app;

-- The restores this database knows of, and which machines have told since what they hold. The register outside of it knows which exist.
create table restore_epoch (
  epoch integer primary key check (epoch >= 1),
  started_at timestamptz not null,
  ends_at timestamptz not null
);
create table epoch_check_in (
  epoch integer not null references restore_epoch (epoch),
  license_server_id text collate "C" not null,
  primary key (epoch, license_server_id)
);
grant select, insert on restore_epoch, epoch_check_in to undongle_app;
