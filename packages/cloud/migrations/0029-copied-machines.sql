-- A machine whose key two of them use at once: a copied disk, a virtual machine that was cloned. It is noticed and told, and cuts nobody off.
alter table license_server add column copied_at timestamptz;

-- Two leases that continue one and the same.
create index lease_previous on lease (company_id, previous_id) where previous_id is not null;
