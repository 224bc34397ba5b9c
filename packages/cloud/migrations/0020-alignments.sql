-- Two companies with licenses on one dongle agree whose account they all go to, or support decides. It is about both, so it belongs to
-- neither: every query names the company that asks. Kept for ever.
create table alignment (
  id text collate "C" primary key,
  serial text collate "C" not null,
  from_company_id text collate "C" not null,
  to_company_id text collate "C" not null check (to_company_id <> from_company_id),
  proposed_company_id text collate "C" not null,
  proposed_by text collate "C" not null,
  proposed_at timestamptz not null,
  words text not null,
  outcome text check (outcome in ('agreed', 'refused', 'decided')),
  settled_company_id text collate "C",
  settled_by text collate "C",
  settled_at timestamptz,
  settled_words text,
  check (num_nulls(outcome, settled_by, settled_at, settled_words) in (0, 4))
);
create index alignment_from on alignment (from_company_id);
create index alignment_to on alignment (to_company_id);
grant select, insert, update on alignment to undongle_app;
grant select on alignment to undongle_vendor;
