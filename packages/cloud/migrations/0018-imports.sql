-- Imports of any size: received first, compared with what is there, then taken over company by company.

-- How the columns of one source are to be read.
create table import_source (
  id text collate "C" primary key,
  map jsonb not null
);
grant select, insert, update on import_source to undongle_app;

-- One import. `checked` is a hash over the first `lines` lines: one that was broken off goes on only with the same file.
create table import (
  id text collate "C" primary key,
  source text collate "C",
  state text not null check (state in ('receiving', 'received', 'applying', 'applied')),
  lines integer not null check (lines >= 0),
  records integer not null check (records >= 0),
  faults integer not null check (faults >= 0),
  checked text collate "C" not null,
  applied_to text collate "C" not null,
  counts jsonb not null,
  started_by text collate "C" not null,
  started_at timestamptz not null
);
grant select, insert, update on import to undongle_app;

-- What an import says, a row a thing: of all companies, until it was applied.
create table import_record (
  import_id text collate "C" not null references import (id),
  kind text not null check (kind in ('reseller', 'company', 'contract', 'license', 'dongle', 'person')),
  key text collate "C" not null,
  company_id text collate "C" not null,
  line integer not null,
  record jsonb not null,
  primary key (import_id, kind, key)
);
create index import_record_company on import_record (import_id, company_id);
grant select, insert, delete on import_record to undongle_app;

-- The lines that could not be read, and why.
create table import_fault (
  import_id text collate "C" not null references import (id),
  line integer not null,
  place text not null,
  reason text not null,
  primary key (import_id, line, place)
);
grant select, insert on import_fault to undongle_app;
