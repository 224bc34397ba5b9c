-- A dongle that its company reported lost or broken is refused on its next contact, whoever brings it. It gets bridge licenses once, ever.
alter table dongle_assignment
  add column blocked_at timestamptz,
  add column bridged_at timestamptz;
create index dongle_assignment_blocked on dongle_assignment (blocked_at) where blocked_at is not null;

-- The version of the signed list of blocked dongles: one row, whose lock makes changes come one after the other.
create table block_list (
  id text primary key check (id = 'block-list'),
  version integer not null check (version >= 1),
  changed_at timestamptz not null
);
grant select, insert, update on block_list to undongle_app;
