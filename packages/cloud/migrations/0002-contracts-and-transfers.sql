-- What the vendor sold to whom, where each license is, and every transfer with what was signed about it.
-- Tables of a company open with company_id in each key and are fenced by row-level security; the few global ones are
-- small, or keyed by the one value that has to be unique in the whole deployment, and point at no company's table.
-- Ids and times are made by the application. Custody and certificates only grow: their role may insert and read.

create table vendor (
  id text primary key check (id = 'vendor'),
  name text not null
);

create table product_line (
  id text collate "C" primary key,
  name text not null,
  policy jsonb not null,
  wave text not null check (wave in ('open', 'undecided', 'dated')),
  wave_opens_at timestamptz,
  check ((wave = 'dated') = (wave_opens_at is not null))
);

create table product (
  id text collate "C" primary key,
  line text collate "C" not null references product_line (id),
  name text not null,
  key boolean not null,
  metered boolean not null,
  online_only boolean not null
);

-- Which company the vendor assigned a dongle to, and the dongle's key: named by the import, or pinned when it is first seen.
create table dongle_assignment (
  serial text collate "C" primary key,
  company_id text collate "C",
  key_thumbprint text collate "C",
  enabled boolean not null
);

-- The company of each license: an id on a dongle may be another company's, and nothing else about that license is anybody's business.
create table license_owner (
  license_id text collate "C" primary key,
  company_id text collate "C" not null
);

-- The row every message about a dongle locks first. The first finished transfer pins the dongle to its company.
create table dongle_claim (
  key_thumbprint text collate "C" primary key,
  serial text collate "C" not null,
  generation integer not null check (generation >= 1),
  state_hash text collate "C" not null,
  company_id text collate "C",
  certificate_id text collate "C",
  open_transfer_id text collate "C",
  open_company_id text collate "C",
  open_generation integer,
  grace_until jsonb not null,
  temporary_granted_at timestamptz,
  check ((company_id is null) = (certificate_id is null)),
  check (num_nulls(open_transfer_id, open_company_id, open_generation) in (0, 3))
);

create table company (
  company_id text collate "C" primary key,
  name text not null
);

create table contract (
  company_id text collate "C" not null references company (company_id),
  number text collate "C" not null,
  kind text not null check (kind in ('commercial', 'educational', 'trial', 'demo')),
  registered boolean not null,
  reseller_confirmed boolean not null,
  reseller text,
  primary key (company_id, number)
);

-- One right of a company. A temporary one has no contract; references are carried over word for word.
create table license (
  company_id text collate "C" not null references company (company_id),
  id text collate "C" not null,
  contract_number text collate "C",
  product text collate "C" not null references product (id),
  generation text not null,
  quantity integer not null check (quantity > 0),
  term_until date,
  dongle_serial text collate "C",
  price_reference text not null,
  renewal_reference text not null,
  primary key (company_id, id),
  foreign key (company_id, contract_number) references contract (company_id, number),
  check (contract_number is not null or term_until is not null)
);
create index license_dongle on license (company_id, dongle_serial);
create index license_product on license (company_id, product);

-- Where each license was and is: a chain in which every debit is the credit before it.
create table custody (
  company_id text collate "C" not null,
  license_id text collate "C" not null,
  sequence integer not null check (sequence >= 1),
  debit text collate "C" not null,
  credit text collate "C" not null check (credit <> debit),
  at timestamptz not null,
  transfer_id text collate "C",
  primary key (company_id, license_id, sequence),
  foreign key (company_id, license_id) references license (company_id, id)
);

create table transfer (
  company_id text collate "C" not null references company (company_id),
  id text collate "C" not null,
  line text collate "C" not null references product_line (id),
  dongle_key text collate "C" not null,
  serial text collate "C" not null,
  public_key jsonb not null,
  grade jsonb not null,
  plan jsonb not null,
  plan_hash text collate "C" not null,
  contact text not null,
  state text not null check (state in ('ordered', 'moved', 'answered')),
  result text,
  moved integer not null check (moved >= 0),
  kept integer not null check (kept >= 0),
  opened_at timestamptz not null,
  opened_by text collate "C",
  license_server_id text collate "C",
  finished_at timestamptz,
  order_kid text collate "C",
  order_claims text,
  receipt text,
  certificate_id text collate "C",
  document_kid text collate "C",
  document_claims text,
  primary key (company_id, id),
  check ((state = 'ordered') = (finished_at is null)),
  check ((state <> 'ordered') = (result is not null)),
  check (state = 'answered' or order_claims is not null),
  check (state <> 'moved' or (receipt is not null and certificate_id is not null))
);
create index transfer_dongle on transfer (company_id, dongle_key, line);

-- Claims exactly as they are signed, with the key that signs them: Ed25519 gives the same bytes each time.
create table certificate (
  company_id text collate "C" not null,
  id text collate "C" not null,
  transfer_id text collate "C" not null,
  kid text collate "C" not null,
  claims text not null,
  primary key (company_id, id),
  foreign key (company_id, transfer_id) references transfer (company_id, id) deferrable initially deferred
);
create unique index certificate_transfer on certificate (company_id, transfer_id);

-- The newest lease number of each machine: an application refuses an older one than it has seen.
create table lease_counter (
  company_id text collate "C" not null references company (company_id),
  license_server_id text collate "C" not null,
  seq integer not null check (seq >= 1),
  primary key (company_id, license_server_id)
);

create table lease (
  company_id text collate "C" not null,
  id text collate "C" not null,
  license_id text collate "C" not null,
  license_server_id text collate "C" not null,
  product text collate "C" not null,
  seats integer not null check (seats > 0),
  previous_id text collate "C",
  issued_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  kid text collate "C" not null,
  claims text not null,
  primary key (company_id, id),
  foreign key (company_id, license_id) references license (company_id, id)
);
create index lease_live on lease (company_id, license_id) where ended_at is null;

do $$
declare fenced text;
begin
  foreach fenced in array array['company', 'contract', 'license', 'custody', 'transfer', 'certificate', 'lease_counter', 'lease'] loop
    execute format('alter table %I enable row level security', fenced);
    execute format('alter table %I force row level security', fenced);
    execute format(
      'create policy %I on %I using (company_id = current_setting(''app.company_id'', true)) with check (company_id = current_setting(''app.company_id'', true))',
      fenced || '_of_company', fenced
    );
  end loop;
end
$$;

grant select, insert, update on vendor, product_line, product, dongle_assignment, dongle_claim to undongle_app;
grant select, insert on license_owner to undongle_app;
grant select, insert, update on company, contract, license, transfer, lease_counter, lease to undongle_app;
grant select, insert on custody, certificate to undongle_app;
