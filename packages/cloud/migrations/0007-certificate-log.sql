-- Each certificate's place in the public log. The transaction that makes a certificate leaves a row here; the sequencer, later and alone,
-- gives it the next leaf and a salt. There is one log and one order for all companies, so this table is keyed by the certificate and
-- points at no tenant's table. The log itself and the register, from which a restored database learns these places again, are files.

create table log_leaf (
  certificate_id text collate "C" primary key,
  company_id text collate "C" not null,
  leaf bigint unique check (leaf >= 0),
  salt text collate "C",
  check ((leaf is null) = (salt is null))
);
create index log_leaf_waiting on log_leaf (certificate_id) where leaf is null;

-- Certificates from before the log. Whoever runs migrations may be bound by row-level security as well, and would find none.
alter table certificate no force row level security;
insert into log_leaf (certificate_id, company_id) select id, company_id from certificate;
alter table certificate force row level security;

grant select, insert, update on log_leaf to undongle_app;
