-- What the vendor's ERP has not yet said it knows: which dongles' licenses moved, oldest first. The outbox holds it, written with the transfer
-- itself; the feed is read over all companies.
create index outbox_waiting on outbox (at, id) where sent_at is null;
