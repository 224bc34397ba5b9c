-- Who looks after a customer. A reseller belongs to no company: it is the vendor's, and a contract names it. Its people see the companies
-- whose contracts name it, and no others.

create table reseller (
  id text collate "C" primary key,
  name text not null,
  email text not null,
  phone text not null
);
grant select, insert, update on reseller to undongle_app;

-- What stood here before was a free text, which nobody could be reached by.
alter table contract
  drop column reseller,
  add column reseller_id text collate "C" references reseller (id);
create index contract_reseller on contract (company_id, reseller_id) where reseller_id is not null;
