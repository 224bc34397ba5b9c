-- A line opens wave by wave: for a cohort chosen by what the import says, by a list of serials and companies, or for everyone. Which wave let
-- a transfer in stands with the transfer, so that a wave can stop itself when too many of its last ones fail, and a funnel can be counted.
-- Waves are the vendor's and few; who is on a list or was released is keyed by the serial or the company it says.

create table wave (
  id text collate "C" primary key,
  line text collate "C" not null references product_line (id),
  name text not null,
  cohort jsonb not null,
  opens_at timestamptz,
  step_by_step boolean not null,
  pause_failures_percent integer check (pause_failures_percent between 0 and 99),
  pause_over integer check (pause_over >= 1),
  -- How many companies each reseller may bring into this wave.
  nominations integer not null check (nominations >= 0),
  paused_at timestamptz,
  -- Failures before this moment are forgotten.
  counts_since timestamptz not null,
  unique (line, name),
  check ((pause_failures_percent is null) = (pause_over is null))
);

create table wave_member (
  subject text collate "C" not null,
  wave_id text collate "C" not null references wave (id),
  -- Who brought it in; null is the vendor.
  reseller_id text collate "C" references reseller (id),
  listed_at timestamptz not null,
  primary key (subject, wave_id)
);
create index wave_member_of_reseller on wave_member (wave_id, reseller_id);

-- A dongle whose turn has come: its company is invited.
create table wave_release (
  serial text collate "C" not null,
  wave_id text collate "C" not null references wave (id),
  company_id text collate "C" not null,
  reseller_id text collate "C",
  released_at timestamptz not null,
  primary key (serial, wave_id)
);
create index wave_release_of_wave on wave_release (wave_id, released_at);

-- Everything anybody did to a wave. Only grows.
create table wave_change (
  wave_id text collate "C" not null references wave (id),
  number integer not null check (number >= 1),
  act text not null,
  note text not null,
  changed_by text collate "C" not null,
  changed_at timestamptz not null,
  primary key (wave_id, number)
);

-- What was the date of a whole line is its wave for everyone. (Its id is made of the line's name: hexadecimal digits are digits of our ids.)
insert into wave (id, line, name, cohort, opens_at, step_by_step, nominations, counts_since)
select 'wav_0' || substr(md5(id), 1, 25), id, 'everyone', '{"kind": "everyone"}', wave_opens_at, false, 0, 'epoch'
from product_line where wave <> 'open';
alter table product_line drop column wave, drop column wave_opens_at;

alter table transfer add column wave_id text collate "C";
create index transfer_wave on transfer (wave_id, finished_at) where wave_id is not null;
-- What an import says of a company and nobody else knows the meaning of, such as its country.
alter table company add column attributes jsonb not null default '{}';
-- Reads of the whole base go from dongle to dongle.
create index license_serial on license (dongle_serial) where dongle_serial is not null;

grant select, insert, update on wave to undongle_app;
grant select, insert on wave_member, wave_release, wave_change to undongle_app;
grant select on wave, wave_member, wave_release, wave_change to undongle_vendor;
