import type { CustodyLink } from '@undongle/core/document/certificate'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/postgres/test-database.ts'
import { catalog, claimsOf, licenseOf, problemCode } from '../testing/cloud.fixture.ts'
import { move, openOrder, startWorld, type World } from '../testing/world.fixture.ts'

let world: World
beforeAll(async () => {
  world = await startWorld(await testDatabase())
})
afterAll(() => world.cloud.stop())

interface OrderClaims {
  readonly generation: number
  readonly licenses: readonly { license: string; position: number | null; sequence: number }[]
}
interface CertificateClaims {
  readonly moved: readonly { license: { id: string }; chain: readonly CustodyLink[] }[]
}

/** The vendor opens a line, or closes it again. */
async function setWave(line: string, waveOpensAt: string | null): Promise<void> {
  const lines = [{ id: line, name: line, policy: 'clinic', waveOpensAt }]
  const answer = await world.operator.import({
    ...catalog,
    lines,
    products: [],
    companies: [],
    contracts: [],
    dongles: [],
  })
  expect(answer.status).toBe(200)
}

test('several licenses of a line are in one order, in one receipt and in one certificate', async () => {
  const { ours, sell } = world
  const licenses = [
    licenseOf('clinic-scan'),
    licenseOf('lab-design'),
    licenseOf('clinic-design'),
    licenseOf('clinic-scan'),
  ]
  const dongle = await sell(ours.company, licenses)
  const { order, certificate } = await move(ours, dongle, 'clinic')
  const clinic = licenses.flatMap((license, position) =>
    license.line === 'clinic' ? [{ id: license.id, position }] : [],
  )
  const ordered = claimsOf<OrderClaims>(order).licenses
  expect(ordered.map(({ license, position }) => ({ id: license, position })).toSorted(byPosition)).toEqual(clinic)
  expect(ordered.every(({ sequence }) => sequence === 1)).toBe(true)
  expect(
    claimsOf<CertificateClaims>(certificate)
      .moved.map(({ license }) => license.id)
      .toSorted(),
  ).toEqual(clinic.map(({ id }) => id).toSorted())
})

const byPosition = (a: { position: number | null }, b: { position: number | null }) =>
  (a.position ?? 0) - (b.position ?? 0)

test('[Q91] a later wave moves what had stayed on the same dongle, and brings the first certificate along', async () => {
  const { ours, sell } = world
  await setWave('ortho', null)
  const [scan, ortho] = [licenseOf('clinic-scan'), licenseOf('ortho-plan')]
  const dongle = await sell(ours.company, [scan, ortho])
  const first = await move(ours, dongle, 'clinic')
  expect(first.result).toBe('partly-moved')
  expect((await ours.courier.open(dongle, 'ortho')).body).toMatchObject({ answer: 'refused', result: 'ineligible' })
  await setWave('ortho', new Date(Date.now() - 1000).toISOString())
  const second = await openOrder(ours, dongle, 'ortho')
  expect(second.certificates).toEqual([first.certificate])
  expect(claimsOf<OrderClaims>(second.order)).toMatchObject({
    generation: 2,
    licenses: [{ license: ortho.id, position: 1, sequence: 1 }],
  })
  const { body } = await ours.courier.commit(dongle, second.order, dongle.retire(second.order))
  expect(body.result).toBe('all-moved')
  expect((await ours.courier.open(dongle, 'clinic')).body).toMatchObject({ certificate: first.certificate })
  expect((await ours.courier.open(dongle, 'ortho')).body).toMatchObject({ certificate: body.certificate })
})

test('[Q91] a wave that was ordered and then cancelled is ordered anew at the next state', async () => {
  const { ours, sell } = world
  const dongle = await sell(ours.company, [licenseOf('clinic-scan'), licenseOf('lab-design')])
  await move(ours, dongle, 'clinic')
  const dead = await openOrder(ours, dongle, 'lab')
  dongle.cancel(dead.transfer)
  const next = await openOrder(ours, dongle, 'lab')
  expect(claimsOf<OrderClaims>(next.order).generation).toBe(3)
  expect(problemCode(await ours.courier.open(dongle, 'lab', { transfer: dead.transfer }))).toBe('superseded')
  const { body } = await ours.courier.commit(dongle, next.order, dongle.retire(next.order))
  expect(body.result).toBe('all-moved')
})

test('[Q91] the first wave’s receipt may come after the second’s', async () => {
  const { ours, cloud, sell } = world
  const dongle = await sell(ours.company, [licenseOf('clinic-scan'), licenseOf('lab-design')])
  const clinic = await openOrder(ours, dongle, 'clinic')
  const early = dongle.retire(clinic.order)
  const lab = await openOrder(ours, dongle, 'lab')
  await ours.courier.commit(dongle, lab.order, dongle.retire(lab.order))
  const late = await ours.courier.commit(dongle, clinic.order, early)
  expect(late.status).toBe(200)
  const rows = await cloud.database.query(
    `select count(*)::int as moved from custody where debit = $1 and credit = $2`,
    [`dongle:${dongle.serial}`, `company:${ours.company}`],
  )
  expect(rows).toEqual([{ moved: 2 }])
})
