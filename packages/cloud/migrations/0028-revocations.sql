-- Rights that end before their day: leases of freed seats, licenses that the vendor ended early, machines that were signed out. They stand in the
-- one signed list, beside the lost dongles, for as long as a lease of them may be out.
create table revocation (
  -- A lease's, a license's or a machine's id, as the list has it: hashed.
  name text collate "C" primary key,
  -- Whose it was: no company pushes another one's out of a list that is full.
  company_id text collate "C" not null,
  revoked_from timestamptz not null,
  -- The last lease that it touches is over.
  until timestamptz not null,
  changed_at timestamptz not null
);
create index revocation_until on revocation (until);
grant select, insert, update, delete on revocation to undongle_app;
