import type { ProductLine } from '@undongle/core/api/line'
import { placeSchema } from '@undongle/core/document/certificate'
import { type CompanyId, idSchema } from '@undongle/core/id'
import { licenseSchema } from '@undongle/core/license'
import type { ReadinessFacts } from '@undongle/core/readiness/decide'
import { type ContractLine, type PlannedLicense, planTransfer } from '@undongle/core/transfer/plan'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '../db/pool.ts'
import { toTerm } from '../license/term.ts'
import { readOpenings } from '../wave/cohort-store.ts'

/** Enough for every customer; of more the first are looked at, and one that can move answers the question. */
const licensesLookedAt = 2000

/**
 * What a transfer of each of the company's dongles would do for a line, as far as its contracts say: planned by the same rules as a transfer,
 * without the dongle.
 */
export async function plansOnDongles(
  tx: Tx,
  company: CompanyId,
  { line, now }: { line: ProductLine; now: Date },
): Promise<Pick<ReadinessFacts, 'onDongle' | 'movable' | 'waitsForWave'>> {
  const dongles = await readDongles(tx, company, line.id)
  const openings = await readOpenings(
    tx,
    company,
    dongles.map(({ serial }) => serial),
  )
  const planned: PlannedLicense[] = []
  for (const { serial, enabled, lines } of dongles) {
    const opening = openings.get(serial)?.get(line.id)
    const { licenses } = planTransfer({
      line: line.id,
      policy: line.policy,
      company,
      onDongle: [],
      contractLines: lines,
      products: new Map(),
      waves: new Map(opening === undefined ? [] : [[line.id, opening.opensAt]]),
      now,
    })
    const ofLine = licenses.filter(({ license, reason }) => license.line === line.id && reason !== 'ended')
    planned.push(...ofLine.map((each) => (enabled ? each : { ...each, answer: 'stays' as const })))
  }
  return {
    onDongle: planned.length,
    movable: planned.filter(({ answer }) => answer === 'moves').length,
    waitsForWave: planned.some(({ reason }) => reason === 'wave-not-open'),
  }
}

interface ContractDongle {
  readonly serial: string
  /** Whether the vendor lets it move [Q26]. */
  readonly enabled: boolean
  readonly lines: ContractLine[]
}

/** Every license on the dongles that hold one of this line. */
async function readDongles(tx: Tx, company: CompanyId, line: string): Promise<ContractDongle[]> {
  const { rows } = await sql`
    select license.id, product.line, license.product, product.name, license.generation, license.quantity,
      license.term_until::text as term_until, license.dongle_serial as serial, contract.number, contract.kind,
      contract.registered, contract.reseller_confirmed, product.metered, custody.sequence, custody.credit,
      coalesce(dongle_assignment.enabled, true) as enabled
    from license
    join contract on contract.company_id = license.company_id and contract.number = license.contract_number
    join product on product.id = license.product
    left join dongle_assignment on dongle_assignment.serial = license.dongle_serial
    join lateral (
      select sequence, credit from custody
      where custody.company_id = license.company_id and custody.license_id = license.id
      order by sequence desc limit 1
    ) custody on true
    where license.company_id = ${company} and custody.credit like 'dongle:%' and license.dongle_serial in (
      select other.dongle_serial from license other
      join product of_other on of_other.id = other.product
      where other.company_id = ${company} and of_other.line = ${line}
    )
    order by license.dongle_serial, license.id limit ${licensesLookedAt}`.execute(tx)
  const dongles = new Map<string, ContractDongle>()
  for (const row of rows.map((found) => dongleRow.parse(found))) {
    const known = dongles.get(row.serial)
    const license = toLine(company, row)
    if (known === undefined) dongles.set(row.serial, { serial: row.serial, enabled: row.enabled, lines: [license] })
    else known.lines.push(license)
  }
  return [...dongles.values()]
}

const dongleRow = z.object({
  id: idSchema('license'),
  line: z.string(),
  product: z.string(),
  name: z.string(),
  generation: z.string(),
  quantity: z.int(),
  term_until: z.string().nullable(),
  serial: z.string(),
  number: z.string(),
  kind: z.enum(['commercial', 'educational', 'trial', 'demo']),
  registered: z.boolean(),
  reseller_confirmed: z.boolean(),
  metered: z.boolean(),
  sequence: z.int(),
  credit: placeSchema,
  enabled: z.boolean(),
})

function toLine(company: CompanyId, row: z.output<typeof dongleRow>): ContractLine {
  const { id, line, product, name, generation, quantity } = row
  return {
    license: licenseSchema.parse({ id, line, product, name, generation, quantity, term: toTerm(row.term_until) }),
    company,
    contract: row.number,
    kind: row.kind,
    registered: row.registered,
    resellerConfirmed: row.reseller_confirmed,
    metered: row.metered,
    place: row.credit,
    sequence: row.sequence,
  }
}
