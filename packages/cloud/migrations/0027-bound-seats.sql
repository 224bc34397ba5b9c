-- Seats that are one machine's (node-locked) or one person's (a named user's). The product says which; without a word they are floating.

alter table product
  add column bound_to text check (bound_to in ('machine', 'person')),
  -- So many days must lie between two moves of a seat.
  add column move_days integer check (move_days >= 0);
alter table product add constraint product_binding check (num_nulls(bound_to, move_days) in (0, 2));

-- Whose a seat is, besides those whom the contract names. A seat that was taken from its holder stays until it is given to them again: who asks
-- first gets no seat that an administrator took from them.
create table bound_seat (
  company_id text collate "C" not null,
  license_id text collate "C" not null,
  -- A License Server, or a person by their address.
  holder text collate "C" not null,
  since timestamptz not null,
  by text collate "C" not null,
  -- Taken from its holder, and another one's from then on.
  free_at timestamptz,
  primary key (company_id, license_id, holder),
  foreign key (company_id, license_id) references license (company_id, id)
);

-- By whom a bound seat is in use.
alter table lease add column holder text collate "C";
create index lease_holder on lease (company_id, license_id, holder) where holder is not null and ended_at is null;

alter table bound_seat enable row level security;
alter table bound_seat force row level security;
create policy bound_seat_of_company on bound_seat using (company_id = current_setting('app.company_id', true))
  with check (company_id = current_setting('app.company_id', true));
grant select on bound_seat to undongle_vendor;
create policy bound_seat_of_vendor on bound_seat for select to undongle_vendor using (true);
grant select, insert, update on bound_seat to undongle_app;
