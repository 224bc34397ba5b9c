-- What the transfer protocol must never write, the database refuses by itself: a chain with a gap, a link that debits where the
-- license is not, a finished transfer without its certificate, or the other way round. Where the code finds that it was about to, the company's
-- transfers stop until an operator has looked, and an alert says why.

-- Each link continues the one before it, so a license is at one place, whoever writes.
alter table custody
  add column previous integer generated always as (nullif(sequence - 1, 0)) stored,
  add constraint custody_begins check (sequence > 1 or debit = 'vendor'),
  add constraint custody_link unique (company_id, license_id, sequence, credit);
alter table custody
  add constraint custody_chain foreign key (company_id, license_id, previous, debit)
  references custody (company_id, license_id, sequence, credit);

-- Both are written in one transaction, each naming the other: no transfer finishes without its certificate, and none that was
-- cancelled or refused ever gets one.
alter table transfer
  add constraint transfer_certificate foreign key (company_id, certificate_id)
  references certificate (company_id, id) deferrable initially deferred,
  add constraint transfer_names_certificate unique (company_id, id, certificate_id);
alter table certificate
  drop constraint certificate_company_id_transfer_id_fkey,
  add constraint certificate_of_transfer foreign key (company_id, transfer_id, id)
  references transfer (company_id, id, certificate_id) deferrable initially deferred;

alter table company
  add column frozen_at timestamptz,
  add column frozen_reason text,
  add check ((frozen_at is null) = (frozen_reason is null));

-- Of the whole deployment: the vendor's operators read them all. They point at nothing, so that nothing keeps one from being written.
create table alert (
  id text collate "C" primary key,
  company_id text collate "C",
  kind text not null,
  detail text not null,
  raised_at timestamptz not null
);
grant select, insert on alert to undongle_app;

-- A check of the whole ledger goes from company to company.
create index license_owner_company on license_owner (company_id, license_id);
