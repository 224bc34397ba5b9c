-- An import brings people and the users of licenses as tables of their own.
alter table import_record drop constraint import_record_kind_check;
alter table import_record add constraint import_record_kind_check check (
  kind in ('reseller', 'reseller-person', 'company', 'contract', 'license', 'dongle', 'person', 'named-user')
);

-- What an import asks of the row of a frozen dongle waits like what it asks of the licenses from it.
create table waiting_dongle (
  serial text collate "C" primary key,
  asked jsonb not null,
  due_at timestamptz not null
);
create index waiting_dongle_due on waiting_dongle (due_at);
grant select, insert, update, delete on waiting_dongle to undongle_app;
grant select on waiting_dongle to undongle_vendor;
