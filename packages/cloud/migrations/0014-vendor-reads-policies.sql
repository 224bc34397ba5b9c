-- What the vendor reads across companies, it reads beside the policies that decided it.
grant select on policy_version, emergency_switch to undongle_vendor;
