-- Every query of the running cloud is made as undongle_app: it owns nothing and is bound by row-level security, so a
-- query that forgets its company finds no rows instead of everybody's. Each later migration grants it exactly what
-- the code needs; tables that only grow get no UPDATE and no DELETE.

-- Roles belong to the whole server: another database on it, or a test beside us, may have made this one already.
do $$
begin
  create role undongle_app nologin nosuperuser nocreatedb nocreaterole nobypassrls;
exception
  when duplicate_object or unique_violation then null;
end
$$;

-- Whoever runs the migrations also opens the cloud's connections, and each of these becomes undongle_app at once. A
-- superuser may anyway. A user who may not grant the role connects the cloud as a login without power instead.
do $$
begin
  if not (select rolsuper from pg_roles where rolname = current_user) then
    execute format('grant undongle_app to %I', current_user);
  end if;
exception
  when insufficient_privilege then null;
end
$$;

revoke create on schema public from public;
grant usage on schema public to undongle_app;
