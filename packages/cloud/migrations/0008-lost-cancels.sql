-- The transfer that the newest known state of a dongle cancelled. A dongle without a hardware counter may lose that state when power
-- fails; it is told to write the same cancel again.
alter table dongle_claim add column cancelled_transfer_id text collate "C";
