import type { CompanyId, TransferId } from '@undongle/core/id'
import type { License } from '@undongle/core/license'
import { expect } from 'vitest'
import type { TestCloud } from '../auth/auth.fixture.ts'
import {
  type Courier,
  contractFile,
  courierOf,
  dongleOf,
  newCompany,
  newTransfer,
  type Opening,
  operatorOf,
  startWholeCloud,
  type WholeCloud,
} from './cloud.fixture.ts'
import type { VirtualDongle } from './virtual-dongle.ts'

/** A cloud with two customers, each with a License Server, and a vendor who sells them dongles. */
export interface World {
  readonly cloud: WholeCloud
  readonly operator: Awaited<ReturnType<typeof operatorOf>>
  readonly ours: Customer
  readonly theirs: Customer
  /** Imports a contract for these licenses and makes their dongle. */
  sell(company: CompanyId, licenses: readonly License[], more?: Sale): Promise<VirtualDongle>
}

export interface Customer {
  readonly company: CompanyId
  readonly courier: Courier
}

interface Sale {
  readonly contract?: object
  /** What stands on the dongle, when that is not what the contract says. */
  readonly onDongle?: readonly License[]
  readonly dongle?: object
}

export async function startWorld(database: TestCloud['database']): Promise<World> {
  const cloud = await startWholeCloud(database)
  const operator = await operatorOf(cloud)
  const [ours, theirs] = [newCompany(), newCompany()]
  for (const company of [ours, theirs]) expect((await operator.import(contractFile(company, []))).status).toBe(422)
  await operator.import({ ...contractFile(ours, []), contracts: [], companies: [named(ours), named(theirs)] })
  let sold = 0
  return {
    cloud,
    operator,
    ours: { company: ours, courier: await courierOf(cloud, ours) },
    theirs: { company: theirs, courier: await courierOf(cloud, theirs) },
    async sell(company, licenses, more = {}) {
      const serial = `D-${++sold}`
      if (licenses.length > 0) {
        const placed = licenses.map((license) => ({ license, dongle: serial }))
        const file = contractFile(company, placed, { number: `C-${sold}`, ...more.contract })
        const dongles = [{ serial, company, ...more.dongle }]
        expect(await operator.import({ ...file, companies: [named(ours), named(theirs)], dongles })).toMatchObject({
          status: 200,
        })
      }
      return dongleOf(cloud, serial, more.onDongle ?? licenses)
    },
  }
}

const named = (company: CompanyId) => ({ id: company, name: `Company ${company.slice(-4)}` })

/** OPEN that must be answered with an order. */
export async function openOrder(
  { courier }: Customer,
  dongle: VirtualDongle,
  line: string,
  more: Opening = {},
): Promise<{ transfer: TransferId; order: string; certificates: string[] }> {
  const transfer = more.transfer ?? newTransfer()
  const { body } = await courier.open(dongle, line, { ...more, transfer })
  if (body.answer !== 'ordered') expect.fail(`an order was expected: ${JSON.stringify(body).slice(0, 400)}`)
  return { transfer, order: body.order, certificates: body.certificates }
}

/** The whole transfer. @returns the certificate */
export async function move(
  customer: Customer,
  dongle: VirtualDongle,
  line: string,
): Promise<{ transfer: TransferId; order: string; receipt: string; result: string; certificate: string }> {
  const { transfer, order } = await openOrder(customer, dongle, line)
  const receipt = dongle.retire(order)
  const { body } = await customer.courier.commit(dongle, order, receipt)
  return { transfer, order, receipt, result: body.result, certificate: body.certificate }
}

/** What a backup from before every transfer of this dongle does not know: gone at once, since each fact names the others. */
export async function forgetTransfers({ cloud }: World, { thumbprint }: VirtualDongle): Promise<void> {
  const its = `(select id from transfer where dongle_key = '${thumbprint}')`
  await cloud.database.query(`
    delete from certificate where transfer_id in ${its};
    delete from custody where transfer_id in ${its};
    delete from transfer where dongle_key = '${thumbprint}';
    delete from dongle_claim where key_thumbprint = '${thumbprint}'`)
}
