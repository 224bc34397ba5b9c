import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { random } from '@undongle/core/node/crypto'
import { presets } from '@undongle/core/policy/presets'
import { openDatabase } from '../../packages/cloud/src/db/database.ts'
import type { Db } from '../../packages/cloud/src/db/pool.ts'
import { withClient } from '../../packages/cloud/src/db/server.ts'

/** A database with as many dongles as a vendor may have sold. */
export interface Base {
  readonly db: Db
  readonly random: (sizeBytes: number) => Uint8Array
  rowsRead: number
  close(): Promise<void>
}

/** Ten dongles a company; every fourth holds a license of a second line, every tenth is a demo, every fiftieth holds nothing. */
export async function openBase(dongles: number): Promise<Base> {
  const folder = mkdtempSync(path.join(tmpdir(), 'undongle-bench-'))
  const { db, connection, stop } = await openDatabase({
    dataDir: folder,
    migrationsDir: path.join(import.meta.dirname, '../../packages/cloud/migrations'),
    now: () => new Date(),
    log: { info: () => undefined, warn: () => undefined, error: console.error },
  })
  await withClient(connection, async (client) => {
    // Rows that agree with each other by how they are made need no foreign key to be looked up for each.
    await client.query('set session_replication_role = replica')
    for (const [line, policy] of [
      ['clinic', presets.clinic],
      ['lab', presets.lab],
    ] as const) {
      await client.query('insert into product_line (id, name) values ($1, $1)', [line])
      await client.query(`insert into policy_version values ($1, $2, $3, 'epoch', 'import')`, [
        line,
        policy.version,
        policy,
      ])
    }
    for (const text of fill) await client.query({ text: text.replaceAll('$dongles', String(dongles)) })
    await client.query('vacuum analyze')
  })
  return {
    db,
    random,
    rowsRead: 0,
    async close() {
      await stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Hexadecimal digits are digits of our ids. */
const company = `'com_0' || lpad(to_hex(dongle / 10), 25, '0')`
const license = (of: string) => `'lic_${of}' || lpad(to_hex(dongle), 25, '0')`
const series = 'generate_series(0, $dongles - 1) as dongle'

const sell = (of: '0' | '1', product: string, which: string): string[] => [
  `insert into license (company_id, id, contract_number, product, generation, quantity, dongle_serial, price_reference, renewal_reference)
   select ${company}, ${license(of)}, case when dongle % 10 = 0 then 'demo' else 'sold' end, '${product}', '3.0', 1, 'D-' || dongle, '', ''
   from ${series} where ${which}`,
  `insert into custody (company_id, license_id, sequence, debit, credit, at)
   select ${company}, ${license(of)}, 1, 'vendor', 'dongle:D-' || dongle, 'epoch' from ${series} where ${which}`,
]

const fill: readonly string[] = [
  `insert into product (id, line, name, key, metered, online_only)
   values ('clinic-scan', 'clinic', 'Scan', false, false, false), ('lab-design', 'lab', 'Design', false, false, false)`,
  `insert into company (company_id, name) select distinct ${company}, 'A customer' from ${series}`,
  `insert into contract (company_id, number, kind, registered, reseller_confirmed)
   select company_id, number, case number when 'demo' then 'demo' else 'commercial' end, false, false
   from company, unnest(array['sold', 'demo']) as number`,
  `insert into dongle_assignment (serial, company_id, enabled) select 'D-' || dongle, ${company}, true from ${series}`,
  ...sell('0', 'clinic-scan', 'dongle % 50 <> 0'),
  ...sell('1', 'lab-design', 'dongle % 4 = 1'),
]
