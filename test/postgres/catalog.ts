import type { Client } from 'pg'

/** What the lint needs of a database's catalog. */
export interface Catalog {
  readonly tables: readonly Table[]
  readonly uniqueIndexes: readonly UniqueIndex[]
  readonly foreignKeys: readonly ForeignKey[]
}

export interface Table {
  readonly schema: string
  readonly name: string
  readonly owner: string
  readonly hasCompany: boolean
  readonly rowSecurity: boolean
  readonly rowSecurityForced: boolean
  readonly policies: number
  readonly triggers: readonly string[]
  readonly rules: readonly string[]
  readonly exclusions: readonly string[]
  /** Columns filled by a sequence, a clock or a random number of the server. */
  readonly serverMade: readonly string[]
}

export interface UniqueIndex {
  readonly table: string
  readonly name: string
  readonly primary: boolean
  readonly firstColumn: string | null
}

export interface ForeignKey {
  readonly table: string
  readonly name: string
  readonly target: string
  readonly firstColumn: string
  readonly firstTargetColumn: string
}

export async function readCatalog(client: Client, exemptSchemas: readonly string[]): Promise<Catalog> {
  const read = async <Row extends object>(text: string) => (await client.query<Row>(text, [exemptSchemas])).rows
  return {
    tables: await read<Table>(tablesQuery),
    uniqueIndexes: await read<UniqueIndex>(uniqueIndexesQuery),
    foreignKeys: await read<ForeignKey>(foreignKeysQuery),
  }
}

const ours = `n.nspname <> all ($1::text[]) and n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema'`

const tablesQuery = `
  select n.nspname as schema, c.relname as name, pg_get_userbyid(c.relowner) as owner,
    exists (select from pg_attribute a
      where a.attrelid = c.oid and a.attname = 'company_id' and a.attnotnull and not a.attisdropped) as "hasCompany",
    c.relrowsecurity as "rowSecurity", c.relforcerowsecurity as "rowSecurityForced",
    (select count(*)::int from pg_policy p where p.polrelid = c.oid) as policies,
    array(select t.tgname::text from pg_trigger t where t.tgrelid = c.oid and not t.tgisinternal) as triggers,
    array(select r.rulename::text from pg_rewrite r where r.ev_class = c.oid) as rules,
    array(select x.conname::text from pg_constraint x where x.conrelid = c.oid and x.contype = 'x') as exclusions,
    array(select a.attname::text from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
      where a.attrelid = c.oid and (a.attidentity <> '' or pg_get_expr(d.adbin, d.adrelid)
        ~* '(nextval|uuid|random|now|timestamp|timeofday|current_(date|time))\\s*(\\(|$)|CURRENT_')) as "serverMade"
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p') and ${ours}
  order by 1, 2`

const uniqueIndexesQuery = `
  select c.relname as table, i.relname as name, x.indisprimary as primary, a.attname as "firstColumn"
  from pg_index x join pg_class c on c.oid = x.indrelid join pg_class i on i.oid = x.indexrelid
    join pg_namespace n on n.oid = c.relnamespace
    left join pg_attribute a on a.attrelid = c.oid and a.attnum = x.indkey[0]
  where x.indisunique and ${ours}
  order by 1, 2`

const foreignKeysQuery = `
  select c.relname as table, f.conname as name, target.relname as target, a.attname as "firstColumn",
    b.attname as "firstTargetColumn"
  from pg_constraint f join pg_class c on c.oid = f.conrelid join pg_class target on target.oid = f.confrelid
    join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = f.conrelid and a.attnum = f.conkey[1]
    join pg_attribute b on b.attrelid = f.confrelid and b.attnum = f.confkey[1]
  where f.contype = 'f' and ${ours}
  order by 1, 2`
