import { expect, test } from 'vitest'
import { cloudApi } from './cloud.ts'
import { type OperationName, permissions, scopeOf } from './permission.ts'
import { roles } from './role.ts'

/** Public facts, and messages that carry their authority in their own signatures. */
const open = [
  'keys.read',
  'line.list',
  'block-list.read',
  'policy.read',
  'transfer.commit',
  'cancel.put',
  'dongle.mend',
  'certificate.present',
  'courier.answer',
  'vendor-logo.read',
]

test('every operation has its row, and what is in no row is denied', () => {
  expect(Object.keys(permissions).toSorted()).toEqual(Object.keys(cloudApi).toSorted())
  for (const operation of Object.keys(permissions) as OperationName[]) {
    expect(scopeOf(operation, 'anyone') !== undefined, operation).toBe(open.includes(operation))
  }
})

test('only the vendor imports contracts and signs license lists', () => {
  for (const operation of ['contract.import', 'license-list.sign'] as const) {
    expect(roles.filter((role) => scopeOf(operation, role) !== undefined)).toEqual(['vendor-operator'])
  }
})

test('only a machine opens transfers and takes seats, and only for itself', () => {
  for (const operation of [
    'transfer.preview',
    'transfer.open',
    'lease.put',
    'lease.release',
    'username.check',
  ] as const) {
    expect(roles.map((role) => scopeOf(operation, role)).filter((scope) => scope !== undefined)).toEqual([
      'own-machine',
    ])
  }
})

test('a company’s people never reach another company', () => {
  for (const operation of Object.keys(permissions) as OperationName[]) {
    if (open.includes(operation)) continue
    for (const role of roles.filter((name) => name.startsWith('company-')))
      expect([undefined, 'own-company']).toContain(scopeOf(operation, role))
  }
})
