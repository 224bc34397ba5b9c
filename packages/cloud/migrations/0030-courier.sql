-- The last request file that a License Server without a network had answered, and its answer: the same file again gets the same bytes,
-- an older one is acted on no more. The answer is sealed to the machine: nobody reads it here.
create table courier_answer (
  company_id text collate "C" not null,
  license_server_id text collate "C" not null,
  number bigint not null check (number >= 1),
  request_hash text not null,
  answer text not null,
  replies integer not null check (replies >= 0),
  refused integer not null check (refused between 0 and replies),
  answered_at timestamptz not null,
  primary key (company_id, license_server_id),
  foreign key (company_id, license_server_id) references license_server (company_id, id)
);
alter table courier_answer enable row level security;
alter table courier_answer force row level security;
create policy courier_answer_of_company on courier_answer
  using (company_id = current_setting('app.company_id', true))
  with check (company_id = current_setting('app.company_id', true));
grant select, insert, update on courier_answer to undongle_app;
