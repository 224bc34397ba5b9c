import { expect } from 'vitest'
import {
  contractFile,
  courierOf,
  dongleOf,
  licenseOf,
  newCompany,
} from '../../packages/cloud/src/testing/cloud.fixture.ts'
import type { VirtualDongle } from '../../packages/cloud/src/testing/virtual-dongle.ts'
import type { Customer, World } from '../../packages/cloud/src/testing/world.fixture.ts'
import type { Line } from './model.ts'

/**
 * So many sequences share their companies: making one costs more than a sequence, while listing what one has costs more with each, and
 * nobody may report many losses in a minute.
 */
const sequencesEach = 20

/** Two companies, and a dongle with a license of each line that the vendor sold to the first. */
export interface Stage {
  readonly ours: Customer
  readonly theirs: Customer
  readonly dongle: VirtualDongle
  readonly licenses: Readonly<Record<Line, ReturnType<typeof licenseOf>>>
}

/** Whoever asks gets a dongle nobody has touched, of companies that have not seen many sequences yet. */
export function stagesIn(world: World, name: string): () => Promise<Stage> {
  let made = 0
  let ready: Stage[] = []
  return async () => {
    const stage = ready.pop()
    if (stage !== undefined) return stage
    ready = await makeStages(world, `${name}-${++made}`)
    const [first, ...rest] = ready
    if (first === undefined) throw new Error('stages were made')
    ready = rest
    return first
  }
}

async function makeStages({ cloud, operator }: World, name: string): Promise<Stage[]> {
  const [ours, theirs] = [newCompany(), newCompany()]
  const companies = [ours, theirs].map((id) => ({ id, name: `Company ${id.slice(-4)}` }))
  const sold = Array.from({ length: sequencesEach }, (_, at) => ({
    serial: `${name}-${at}`,
    licenses: { clinic: licenseOf('clinic-scan'), lab: licenseOf('lab-design') },
  }))
  const placed = sold.flatMap(({ serial, licenses }) =>
    Object.values(licenses).map((license) => ({ license, dongle: serial })),
  )
  const dongles = sold.map(({ serial }) => ({ serial, company: ours }))
  const imported = await operator.import({ ...contractFile(ours, placed), companies, dongles })
  expect(imported.status).toBe(200)
  const customer = async (company: typeof ours) => ({ company, courier: await courierOf(cloud, company) })
  const both = { ours: await customer(ours), theirs: await customer(theirs) }
  // Hundreds of machines of one network within minutes would be refused: these came from another one.
  await cloud.database.query(`update auth.device_request set address_area = 'elsewhere'`)
  return Promise.all(
    sold.map(async ({ serial, licenses }) => ({
      ...both,
      licenses,
      dongle: await dongleOf(cloud, serial, Object.values(licenses)),
    })),
  )
}
