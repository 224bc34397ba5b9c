-- Transfers that no receipt proves: those a restored cloud learned from their certificates alone, those that two operators finished for
-- a dongle that had died (FORCE), and corrections from company to company.

alter table transfer drop constraint transfer_state_check;
alter table transfer
  add constraint transfer_state_check
    check (state in ('ordered', 'moved', 'certified', 'answered', 'draining', 'drained')),
  add constraint transfer_certified check (state <> 'certified' or certificate_id is not null);

-- FORCE: the dongle of a transfer that was finished without it is never served or ordered again.
alter table dongle_claim add column blocked_at timestamptz;

-- What one operator proposed and another one approved, with the reason. Kept for ever.
create table declaration (
  company_id text collate "C" not null references company (company_id),
  transfer_id text collate "C" not null,
  act text not null check (act in ('force', 'correction')),
  reason text not null,
  proposed_by text collate "C" not null,
  proposed_at timestamptz not null,
  approved_by text collate "C",
  approved_at timestamptz,
  corrects text collate "C",
  to_company_id text collate "C",
  contact text,
  primary key (company_id, transfer_id),
  check (approved_by <> proposed_by),
  check ((approved_by is null) = (approved_at is null)),
  check ((act = 'correction') = (corrects is not null and to_company_id is not null and contact is not null))
);
alter table declaration enable row level security;
alter table declaration force row level security;
create policy declaration_of_company on declaration
  using (company_id = current_setting('app.company_id', true))
  with check (company_id = current_setting('app.company_id', true));
grant select, insert, update on declaration to undongle_app;

-- What a company has to be told, written with the fact itself; whoever sends it marks it.
create table outbox (
  company_id text collate "C" not null references company (company_id),
  id text collate "C" not null,
  kind text not null,
  facts jsonb not null,
  at timestamptz not null,
  sent_at timestamptz,
  primary key (company_id, id)
);
alter table outbox enable row level security;
alter table outbox force row level security;
create policy outbox_of_company on outbox
  using (company_id = current_setting('app.company_id', true))
  with check (company_id = current_setting('app.company_id', true));
grant select, insert, update on outbox to undongle_app;

-- A correction gives a license another owner; the first one keeps what it knows of it.
grant update on license_owner to undongle_app;
