-- The points of metered licenses. A meter only gets entries: each begins with the balance that the one before it left, so that what is left
-- is the sum of them all, and no balance is below zero, whoever writes and whatever was read before.

create table meter (
  company_id text collate "C" not null,
  license_id text collate "C" not null,
  -- What it was topped up for: the largest quantity in the latest term, and that term's end; null is none.
  granted_quantity integer not null check (granted_quantity >= 1),
  granted_until date,
  primary key (company_id, license_id),
  foreign key (company_id, license_id) references license (company_id, id)
);

create table meter_entry (
  company_id text collate "C" not null,
  license_id text collate "C" not null,
  number integer not null check (number >= 1),
  previous integer generated always as (nullif(number - 1, 0)) stored,
  before integer not null,
  points integer not null check (points <> 0),
  balance integer not null,
  kind text not null check (kind in ('top-up', 'consumption', 'correction', 'carried')),
  -- Made by whoever asked: asked for again, the entry is found by it.
  id text collate "C" not null,
  at timestamptz not null,
  by text collate "C" not null,
  reason text not null,
  primary key (company_id, license_id, number),
  foreign key (company_id, license_id) references meter (company_id, license_id),
  constraint meter_entry_id unique (company_id, id),
  constraint meter_entry_link unique (company_id, license_id, number, balance),
  constraint meter_entry_adds_up check (balance = before + points),
  constraint meter_entry_never_below_zero check (balance >= 0),
  constraint meter_entry_begins_empty check (number > 1 or before = 0),
  constraint meter_entry_signs check ((kind <> 'top-up' or points > 0) and (kind <> 'consumption' or points < 0)),
  constraint meter_entry_says_why check (kind <> 'correction' or reason <> '')
);
alter table meter_entry
  add constraint meter_entry_chain foreign key (company_id, license_id, previous, before)
  references meter_entry (company_id, license_id, number, balance);

do $$
declare fenced text;
begin
  foreach fenced in array array['meter', 'meter_entry'] loop
    execute format('alter table %I enable row level security', fenced);
    execute format('alter table %I force row level security', fenced);
    execute format(
      'create policy %I on %I using (company_id = current_setting(''app.company_id'', true)) with check (company_id = current_setting(''app.company_id'', true))',
      fenced || '_of_company', fenced
    );
    execute format('grant select on %I to undongle_vendor', fenced);
    execute format('create policy %I on %I for select to undongle_vendor using (true)', fenced || '_of_vendor', fenced);
  end loop;
end
$$;

grant select, insert, update on meter to undongle_app;
grant select, insert on meter_entry to undongle_app;
