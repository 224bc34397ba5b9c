-- Every policy a line ever had. A transfer keeps the version it started under, so a published one is never changed, only followed by
-- another; the line's policy is its newest version. And the emergency switch: when the vendor let dongles be used again, who, why, until when.

create table policy_version (
  line text collate "C" not null references product_line (id),
  version integer not null check (version >= 1),
  policy jsonb not null,
  published_at timestamptz not null,
  published_by text collate "C" not null,
  primary key (line, version),
  check ((policy ->> 'version')::integer = version)
);

-- What a line had before nobody published: it stands since the beginning of time.
insert into policy_version (line, version, policy, published_at, published_by)
select id, (policy ->> 'version')::integer, policy, 'epoch', 'import' from product_line;
alter table product_line drop column policy;

-- The newest of a line counts; switching off is another row that ends at once. The claims are kept as they are signed.
create table emergency_switch (
  line text collate "C" not null references product_line (id),
  number integer not null check (number >= 1),
  until timestamptz not null,
  reason text not null,
  switched_at timestamptz not null,
  switched_by text collate "C" not null,
  kid text collate "C" not null,
  claims text not null,
  primary key (line, number)
);

grant select, insert on policy_version, emergency_switch to undongle_app;
