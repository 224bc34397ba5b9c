-- What vendor, support and reseller read of all companies at once is read as undongle_vendor: it may select and nothing else, so that
-- no report, however it was asked for, changes or locks what a customer has. Every other query stays undongle_app's, bound to one company.

do $$
begin
  create role undongle_vendor nologin nosuperuser nocreatedb nocreaterole nobypassrls;
exception
  when duplicate_object or unique_violation then null;
end
$$;

-- As with undongle_app: whoever opens the cloud's connections becomes it, for the length of one transaction.
do $$
begin
  if not (select rolsuper from pg_roles where rolname = current_user) then
    execute format('grant undongle_vendor to %I', current_user);
  end if;
exception
  when insufficient_privilege then null;
end
$$;

grant usage on schema public to undongle_vendor;

-- Every tenant table there is by now. A later migration says for its own tables whether the vendor reads them.
do $$
declare fenced text;
begin
  for fenced in
    select relname from pg_class
    where relnamespace = 'public'::regnamespace and relrowsecurity
      and relname not in ('license_server', 'machine_proof', 'license_server_approval')
    order by relname
  loop
    execute format('grant select on %I to undongle_vendor', fenced);
    execute format('create policy %I on %I for select to undongle_vendor using (true)', fenced || '_of_vendor', fenced);
  end loop;
end
$$;

-- Of a License Server not the hashes of what it signs in with.
grant select (company_id, id, name, version, registered_at, refreshed_at, revoked_at, revoked_reason)
  on license_server to undongle_vendor;
create policy license_server_of_vendor on license_server for select to undongle_vendor using (true);

grant select on vendor, product_line, product, dongle_assignment, dongle_claim, license_owner, alert, open_drain, log_leaf
  to undongle_vendor;
