-- Which dongles more than one company has licenses on is found in this index alone, without a look at the licenses.
drop index license_serial;
create index license_serial on license (dongle_serial, company_id) where dongle_serial is not null;
