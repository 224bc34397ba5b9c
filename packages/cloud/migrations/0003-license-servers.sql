-- Who may speak to the cloud: one-time set-up links, slowed sign-in, the device grant's requests, and the License Servers of each company.
-- Better Auth makes its own tables in the schema `auth` at start (src/auth/schema.ts); what stands here beside them is ours.

create schema if not exists auth;
grant usage on schema auth to undongle_app;

-- The link that sets a person's first password. Only the hash of its token is kept: who reads the database can't sign in with it.
create table auth.set_up_link (
  token_hash text primary key,
  user_id text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
grant select, insert, update, delete on auth.set_up_link to undongle_app;

-- Failed sign-ins by account and network, so that guessing gets slower with every wrong password.
create table auth.sign_in_failure (
  subject text primary key,
  failures integer not null check (failures >= 0),
  last_failed_at timestamptz not null
);
grant select, insert, update, delete on auth.sign_in_failure to undongle_app;

-- What Better Auth's device code does not know: which machine asks, from where, and for which company it was approved.
create table auth.device_request (
  user_code text primary key,
  device_code_hash text not null unique,
  machine_name text not null,
  address_area text not null,
  asked_at timestamptz not null,
  expires_at timestamptz not null,
  company_id text,
  user_id text
);
create index device_request_address_area on auth.device_request (address_area, expires_at);
grant select, insert, update, delete on auth.device_request to undongle_app;

-- A License Server and the key that is its own. The previous refresh token is kept, so that a crash before the new one was on disk signs nobody out.
create table license_server (
  company_id text not null,
  id text not null,
  name text not null,
  version text not null,
  public_key jsonb not null,
  key_thumbprint text not null,
  registered_by text not null,
  registered_at timestamptz not null,
  refreshed_at timestamptz not null,
  revoked_at timestamptz,
  revoked_reason text check (revoked_reason in ('admin', 'refresh-token-reused')),
  last_nonce text,
  refresh_token_hash text not null,
  refresh_attempt text,
  previous_refresh_token_hash text,
  previous_used boolean not null default false,
  primary key (company_id, id),
  unique (company_id, key_thumbprint),
  check ((revoked_at is null) = (revoked_reason is null))
);
alter table license_server enable row level security;
alter table license_server force row level security;
create policy license_server_of_company on license_server
  using (company_id = current_setting('app.company_id', true))
  with check (company_id = current_setting('app.company_id', true));
grant select, insert, update on license_server to undongle_app;

-- Each proof of possession of a machine's key counts once; a row is needed only as long as the proof could be shown again.
create table machine_proof (
  company_id text not null,
  license_server_id text not null,
  jti text not null,
  expires_at timestamptz not null,
  primary key (company_id, license_server_id, jti),
  foreign key (company_id, license_server_id) references license_server (company_id, id)
);
alter table machine_proof enable row level security;
alter table machine_proof force row level security;
create policy machine_proof_of_company on machine_proof
  using (company_id = current_setting('app.company_id', true))
  with check (company_id = current_setting('app.company_id', true));
grant select, insert, delete on machine_proof to undongle_app;

-- One approval makes one License Server: the first key that was registered with it is the only one, until its ten minutes are over.
create table license_server_approval (
  company_id text not null,
  jti text not null,
  key_thumbprint text not null,
  expires_at timestamptz not null,
  primary key (company_id, jti)
);
alter table license_server_approval enable row level security;
alter table license_server_approval force row level security;
create policy license_server_approval_of_company on license_server_approval
  using (company_id = current_setting('app.company_id', true))
  with check (company_id = current_setting('app.company_id', true));
grant select, insert, delete on license_server_approval to undongle_app;
