import { expect } from 'vitest'
import { contractFile, courierOf, dongleOf, newCompany } from '../../packages/cloud/src/testing/cloud.fixture.ts'
import type { VirtualDongle } from '../../packages/cloud/src/testing/virtual-dongle.ts'
import type { Customer, World } from '../../packages/cloud/src/testing/world.fixture.ts'

/**
 * So many sequences share their companies: making one costs more than a sequence, while listing what one has costs more with each, and
 * nobody may report many losses in a minute.
 */
const sequencesEach = 10

type License = Parameters<typeof contractFile>[1][number]['license']

/** Two companies, and what the vendor sells to the first. */
export interface Customers {
  readonly ours: Customer
  readonly theirs: Customer
  sell(licenses: readonly License[]): Promise<VirtualDongle>
}

/** Whoever asks gets companies that have not seen many sequences yet. */
export function customersIn(world: World, name: string): () => Promise<Customers> {
  let asked = 0
  let current: Promise<Customers> | undefined
  return () => {
    if (current === undefined || asked % sequencesEach === 0) current = makeCustomers(world, `${name}-${asked}`)
    asked++
    return current
  }
}

async function makeCustomers({ cloud, operator }: World, name: string): Promise<Customers> {
  const [ours, theirs] = [newCompany(), newCompany()]
  const companies = [ours, theirs].map((id) => ({ id, name: `Company ${id.slice(-4)}` }))
  let sold = 0
  async function sell(licenses: readonly License[]): Promise<VirtualDongle> {
    const serial = `${name}-${++sold}`
    const placed = licenses.map((license) => ({ license, dongle: serial }))
    const file = contractFile(ours, placed, { number: `C-${serial}` })
    const imported = await operator.import({ ...file, companies, dongles: [{ serial, company: ours }] })
    expect(imported.status).toBe(200)
    return dongleOf(cloud, serial, licenses)
  }
  const customer = async (company: typeof ours) => ({ company, courier: await courierOf(cloud, company) })
  // Whoever is nobody's customer yet has no License Server.
  await operator.import({ ...contractFile(ours, []), contracts: [], companies })
  const customers = { ours: await customer(ours), theirs: await customer(theirs), sell }
  // Hundreds of machines of one network within minutes would be refused: these came from another one.
  await cloud.database.query(`update auth.device_request set address_area = 'elsewhere'`)
  return customers
}
