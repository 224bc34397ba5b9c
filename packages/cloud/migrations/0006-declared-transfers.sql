-- Transfers that no receipt proves: those a restored cloud learned from their certificates alone, those that two operators finished for
-- a dongle that had died (FORCE), and corrections from company to company.

alter table transfer drop constraint transfer_state_check;
alter table transfer
  add constraint transfer_state_check
    check (state in ('ordered', 'moved', 'certified', 'answered', 'draining', 'drained')),
  add constraint transfer_certified check (state <> 'certified' or certificate_id is not null);
