import { openCertificate } from '@undongle/core/document/certificate'
import { verifySignature } from '@undongle/core/node/crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/postgres/test-database.ts'
import {
  contractFile,
  courierOf,
  dongleOf,
  licenseOf,
  newCompany,
  operatorOf,
  startWholeCloud,
  type WholeCloud,
} from '../testing/cloud.fixture.ts'

let cloud: WholeCloud
let operator: Awaited<ReturnType<typeof operatorOf>>
beforeAll(async () => {
  cloud = await startWholeCloud(await testDatabase())
  operator = await operatorOf(cloud)
})
afterAll(() => cloud.stop())

test('[Q51] one line of a dongle moves, the other stays, and the certificate says so', async () => {
  const company = newCompany()
  const clinic = [licenseOf('clinic-scan'), licenseOf('clinic-design'), licenseOf('clinic-design')]
  const lab = [licenseOf('lab-design'), licenseOf('lab-design')]
  const imported = await operator.import(
    contractFile(
      company,
      [...clinic, ...lab].map((license) => ({ license, dongle: 'D-1' })),
    ),
  )
  expect(imported.body).toMatchObject({ added: { companies: 1, contracts: 1, licenses: 5, dongles: 1 } })
  const courier = await courierOf(cloud, company)
  const dongle = await dongleOf(cloud, 'D-1', [...clinic, ...lab])
  const preview = await courier.preview(dongle, 'clinic')
  expect(preview.body).toMatchObject({ outcome: 'partly-moved' })
  const opened = await courier.open(dongle, 'clinic')
  if (opened.body.answer !== 'ordered') return expect.fail(JSON.stringify(opened.body))
  const receipt = dongle.retire(opened.body.order)
  const committed = await courier.commit(dongle, opened.body.order, receipt)
  expect(committed.body.result).toBe('partly-moved')
  const certificate = openCertificate(committed.body.certificate, cloud.deps.keys.believed, verifySignature)
  if (!certificate.ok) return expect.fail(certificate.fault)
  expect(certificate.claims.moved.map(({ license }) => license.id).toSorted()).toEqual(
    clinic.map(({ id }) => id).toSorted(),
  )
  expect(certificate.claims.kept.map(({ reason }) => reason)).toEqual(['other-line', 'other-line'])
  expect(await courier.commit(dongle, opened.body.order, receipt)).toMatchObject({ body: committed.body })
})
