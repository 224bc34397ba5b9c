/**
 * The tables of schema `public` that belong to no company, each with the reason. Every other table there is a tenant
 * table: `company_id` comes first in all its keys, and row-level security guards it.
 */
export const globalTables: Readonly<Record<string, string>> = {
  dongle_assignment: 'keyed by the serial, which is unique in the whole deployment',
  dongle_claim: 'keyed by the key of the dongle: a second company meets the first one here',
  license_owner: 'keyed by the license id: a dongle may carry the id of a license of another company',
  product: 'of the vendor, small and rarely written',
  product_line: 'of the vendor, small and rarely written',
  schema_migration: 'which migrations this database has',
  vendor: 'the one vendor of this deployment',
}

/** Schemas whose tables are made by the libraries that own them. */
export const exemptSchemas: readonly string[] = ['auth', 'graphile_worker']
