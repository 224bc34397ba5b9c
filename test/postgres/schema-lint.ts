import type { Client } from 'pg'
import { type Catalog, type ForeignKey, readCatalog, type Table } from './catalog.ts'

/** What the lint is told, because the catalog can't say it. */
export interface SchemaRules {
  readonly globalTables: Readonly<Record<string, string>>
  readonly exemptSchemas: readonly string[]
}

/**
 * Holds the rules of "one schema from laptop to fleet": what a distributed PostgreSQL would refuse, or would silently do
 * differently, is refused here already.
 *
 * @returns one complaint a line, each naming the table; empty when the schema is right
 */
export async function lintSchema(client: Client, rules: SchemaRules): Promise<readonly string[]> {
  const catalog = await readCatalog(client, rules.exemptSchemas)
  const isGlobal = (table: string) => table in rules.globalTables
  const tenants = catalog.tables.filter(({ name }) => !isGlobal(name))
  return [
    ...staleNames(catalog, rules),
    ...catalog.tables.flatMap(lintTable),
    ...tenants.flatMap(lintTenant),
    ...tenants.flatMap((table) => lintKeys(table, catalog)),
    ...catalog.foreignKeys.flatMap((key) => lintForeignKey(key, isGlobal)),
  ]
}

function staleNames({ tables }: Catalog, { globalTables }: SchemaRules): string[] {
  const missing = Object.keys(globalTables).filter((name) => !tables.some((table) => table.name === name))
  return missing.map((name) => `${name}: is listed as global and does not exist`)
}

/** What no table may have: other servers of a fleet would not run it, or not at the same moment. */
function lintTable(table: Table): string[] {
  return [
    ...(table.schema === 'public' ? [] : [`${table.name}: stands in schema ${table.schema}, not in public`]),
    ...(table.owner === 'undongle_app' ? [`${table.name}: is owned by undongle_app`] : []),
    ...table.triggers.map((name) => `${table.name}: has the trigger ${name}`),
    ...table.rules.map((name) => `${table.name}: has the rule ${name}`),
    ...table.exclusions.map((name) => `${table.name}: has the exclusion constraint ${name}`),
    ...table.serverMade.map(
      (column) => `${table.name}: ${column} gets its value from the server, not from the application`,
    ),
  ]
}

function lintTenant(table: Table): string[] {
  return [
    ...(table.hasCompany ? [] : [`${table.name}: has no company_id NOT NULL and is not listed as global`]),
    ...(table.rowSecurity ? [] : [`${table.name}: row-level security is not enabled`]),
    ...(table.rowSecurityForced ? [] : [`${table.name}: row-level security is not forced`]),
    ...(table.policies > 0 ? [] : [`${table.name}: has no row-level security policy`]),
  ]
}

function lintKeys(table: Table, { uniqueIndexes }: Catalog): string[] {
  const own = uniqueIndexes.filter((index) => index.table === table.name)
  const wrong = own.filter((index) => index.firstColumn !== 'company_id')
  return [
    ...(own.some((index) => index.primary) ? [] : [`${table.name}: has no primary key`]),
    ...wrong.map(({ primary, name }) =>
      primary
        ? `${table.name}: company_id is not first in the primary key`
        : `${table.name}: company_id is not first in the unique index ${name}`,
    ),
  ]
}

/** Tenant tables may point at global ones; a global one never at a tenant's; between tenants' the company comes along. */
function lintForeignKey(key: ForeignKey, isGlobal: (table: string) => boolean): string[] {
  const { table, name, target } = key
  if (isGlobal(target)) return []
  if (isGlobal(table)) return [`${table}: is global and points at the tenant table ${target} (${name})`]
  if (key.firstColumn === 'company_id' && key.firstTargetColumn === 'company_id') return []
  return [`${table}: company_id is not first in the foreign key ${name}`]
}
