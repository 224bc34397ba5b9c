-- A new customer gets no dongle but a code [Q11]. Vendor and resellers make codes in batches; a reseller within what the vendor allows it.
-- Of a code only the hash is kept: who reads the database can't redeem it. Batches, codes and quotas belong to no company; who redeemed
-- what belongs to the company that did.

create table activation_quota (
  reseller_id text collate "C" not null references reseller (id),
  product text collate "C" not null references product (id),
  uses integer not null check (uses >= 0),
  made integer not null,
  primary key (reseller_id, product),
  -- The limit itself: no count that was read earlier decides.
  constraint activation_quota_holds check (made between 0 and uses)
);

create table activation_batch (
  id text collate "C" primary key,
  product text collate "C" not null references product (id),
  generation text not null,
  quantity integer not null check (quantity >= 1),
  -- The last day of each license, or how many days it lasts from the day it is redeemed; neither is perpetual.
  term_until date,
  term_days integer check (term_days >= 1),
  price_reference text not null,
  renewal_reference text not null,
  codes integer not null check (codes >= 1),
  uses_each integer not null check (uses_each >= 1),
  expires_at timestamptz not null,
  reseller_id text collate "C" references reseller (id),
  made_by text collate "C" not null,
  made_at timestamptz not null,
  withdrawn_at timestamptz,
  note text not null,
  check (num_nulls(term_until, term_days) >= 1)
);
create index activation_batch_of_reseller on activation_batch (reseller_id, id);

create table activation_code (
  hash text collate "C" primary key,
  batch_id text collate "C" not null references activation_batch (id),
  uses_left integer not null check (uses_left >= 0)
);
create index activation_code_of_batch on activation_code (batch_id);

create table activation (
  company_id text collate "C" not null references company (company_id),
  license_id text collate "C" not null,
  code_hash text collate "C" not null,
  batch_id text collate "C" not null,
  redeemed_by text collate "C" not null,
  license_server_id text collate "C",
  redeemed_at timestamptz not null,
  primary key (company_id, license_id),
  foreign key (company_id, license_id) references license (company_id, id)
);
create index activation_of_code on activation (company_id, code_hash);
alter table activation enable row level security;
alter table activation force row level security;
create policy activation_of_company on activation
  using (company_id = current_setting('app.company_id', true))
  with check (company_id = current_setting('app.company_id', true));

grant select, insert, update on activation_quota, activation_batch, activation_code to undongle_app;
grant select, insert on activation to undongle_app;
grant select on activation, activation_quota, activation_batch, activation_code to undongle_vendor;
create policy activation_of_vendor on activation for select to undongle_vendor using (true);
