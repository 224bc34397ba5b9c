-- Who holds which seat, and since when; a seat that an administrator frees at a stated time; whom no seat was lent, and who waits for one.

-- The first lease by which this machine holds the seat, and its time: the same through all renewals.
alter table lease
  add column held_as text collate "C",
  add column held_since timestamptz;
update lease set held_as = id, held_since = issued_at where company_id is not null;
alter table lease
  alter column held_as set not null,
  alter column held_since set not null;

-- From `free_at` on the seat is another one's, although the machine may work on without contact until `expires_at`. A renewal keeps it.
alter table lease
  add column free_at timestamptz,
  add column freed_by text collate "C",
  add column freed_words text;
alter table lease add constraint lease_freed check (num_nulls(free_at, freed_by, freed_words) in (0, 3));

-- Who asked in vain, once for each lease that was asked for. Kept for the company's administrators: no decision reads it.
create table seat_refusal (
  company_id text collate "C" not null,
  lease_id text collate "C" not null,
  license_server_id text collate "C" not null,
  product text collate "C" not null,
  code text not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  times integer not null check (times >= 1),
  primary key (company_id, lease_id)
);

-- Who waits for a seat: first asked, first served. Whoever stops asking is passed over, and leaves.
create table seat_wait (
  company_id text collate "C" not null,
  lease_id text collate "C" not null,
  license_server_id text collate "C" not null,
  product text collate "C" not null,
  since timestamptz not null,
  asked_at timestamptz not null,
  primary key (company_id, lease_id)
);
create index seat_wait_line on seat_wait (company_id, product);

do $$
declare fenced text;
begin
  foreach fenced in array array['seat_refusal', 'seat_wait'] loop
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
grant select, insert, update on seat_refusal to undongle_app;
grant select, insert, update, delete on seat_wait to undongle_app;
