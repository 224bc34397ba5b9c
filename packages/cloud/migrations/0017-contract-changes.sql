-- Contracts as the vendor's ERP knows them: when they were ended, who uses a license, and what waits for a frozen dongle.

alter table contract add column ended_on date;
alter table license add column users text[] not null default '{}';

-- What an import asks for a license whose dongle is frozen: taken over when the grace has ended. A newer import replaces it.
create table waiting_change (
  company_id text collate "C" not null references company (company_id),
  license_id text collate "C" not null,
  asked jsonb not null,
  due_at timestamptz not null,
  primary key (company_id, license_id)
);
create index waiting_change_due on waiting_change (due_at);
alter table waiting_change enable row level security;
alter table waiting_change force row level security;
create policy waiting_change_of_company on waiting_change
  using (company_id = current_setting('app.company_id', true))
  with check (company_id = current_setting('app.company_id', true));
create policy waiting_change_of_vendor on waiting_change for select to undongle_vendor using (true);
grant select, insert, update, delete on waiting_change to undongle_app;
grant select on waiting_change to undongle_vendor;

-- Finding the dongles of a contract whose grace runs.
create index dongle_claim_serial on dongle_claim (serial);
