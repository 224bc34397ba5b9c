-- What every page shows beside the vendor's name.
alter table vendor
  add column logo_hash text,
  add column logo_media_type text,
  add column logo_data text,
  add constraint vendor_logo_whole check (num_nulls(logo_hash, logo_media_type, logo_data) in (0, 3));
