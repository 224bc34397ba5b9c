/**
 * The tables of schema `public` that belong to no company, each with the reason. Every other table there is a tenant
 * table: `company_id` comes first in all its keys, and row-level security guards it.
 */
export const globalTables: Readonly<Record<string, string>> = {
  activation_batch: 'of the vendor and its resellers: nobody has redeemed it yet',
  activation_code: 'keyed by the hash of the code, which any company may bring',
  activation_quota: 'of a reseller, which belongs to no company',
  alert: 'of the vendor: its operators look at all of them, and one may be about no company',
  alignment: 'about two companies, and so of neither: every query names the one that asks',
  block_list: 'of the whole deployment: the version of the one list of what counts no more',
  dongle_assignment: 'keyed by the serial, which is unique in the whole deployment',
  dongle_claim: 'keyed by the key of the dongle: a second company meets the first one here',
  emergency_switch: 'of a product line, whoever its customers are',
  epoch_check_in: 'of a restore, which is of the whole database',
  import: 'of the vendor: what its ERP sent, of all companies',
  import_fault: 'of an import',
  import_record: 'of an import, until it is applied: received in the order of its lines, whatever their company',
  import_source: 'of the vendor, small and rarely written',
  license_owner: 'keyed by the license id: a dongle may carry the id of a license of another company',
  open_drain: 'keyed by the dongle, like its claim: the timer asks which of all companies have one',
  log_leaf: 'keyed by the certificate: the public log has one order of all companies',
  policy_version: 'of a product line, small and rarely written',
  product: 'of the vendor, small and rarely written',
  product_line: 'of the vendor, small and rarely written',
  reseller: 'of the vendor, small and rarely written',
  restore_epoch: 'a restore is of the whole database',
  revocation: 'keyed by the hash of an id: the one signed list is of all companies',
  schema_migration: 'which migrations this database has',
  waiting_dongle: 'keyed by the serial, like the row that it is going to change',
  wave: 'of the vendor, few, and for dongles of many companies',
  wave_change: 'of the vendor: what was done to its waves',
  wave_member: 'keyed by the serial or the company that is on a list',
  wave_release: 'keyed by the serial that was released',
  vendor: 'the one vendor of this deployment',
}

/** Schemas whose tables are made by the libraries that own them. */
export const exemptSchemas: readonly string[] = ['auth', 'graphile_worker']
