-- What support has to look at: opened in the transaction of the result that made it due, with the facts as they were then.
create table support_case (
  company_id text collate "C" not null references company (company_id),
  id text collate "C" not null,
  subject text collate "C" not null,
  topic text not null,
  severity text not null check (severity in ('production-stop', 'bridged', 'ordinary')),
  line text collate "C",
  transfer_id text collate "C",
  facts jsonb not null,
  bridged_until date,
  attempts integer not null check (attempts >= 1),
  opened_at timestamptz not null,
  last_at timestamptz not null,
  decision jsonb,
  decision_words text,
  decided_by text collate "C",
  decided_at timestamptz,
  primary key (company_id, id),
  check (num_nulls(decision, decision_words, decided_by, decided_at) in (0, 4))
);
-- Whoever tries again while support has not decided adds to the same case.
create unique index support_case_subject on support_case (company_id, subject) where decided_at is null;

alter table support_case enable row level security;
alter table support_case force row level security;
create policy support_case_of_company on support_case
  using (company_id = current_setting('app.company_id', true))
  with check (company_id = current_setting('app.company_id', true));
grant select, insert, update on support_case to undongle_app;

-- Support works through the cases of all companies.
grant select on support_case to undongle_vendor;
create policy support_case_of_vendor on support_case for select to undongle_vendor using (true);
