import type { Role } from './role.ts'

/**
 * How far a permission reaches. `anyone` needs no sign-in: public keys, health, and messages that carry their own authority
 * in their signatures (a receipt may be brought by anybody). `own-customers`: the companies whose contract names the caller's reseller.
 */
export type Scope = 'any-company' | 'own-customers' | 'own-company' | 'own-machine'
export type Caller = Role | 'anyone'

/** Who may look at what a company has and did. */
const readers = {
  'vendor-operator': 'any-company',
  'support-agent': 'any-company',
  'company-owner': 'own-company',
  'company-admin': 'own-company',
  'company-user': 'own-company',
  'company-viewer': 'own-company',
  machine: 'own-machine',
} as const satisfies Partial<Record<Caller, Scope>>

/** The same, without machines: what persons do is theirs. */
const { machine: _, ...companyReaders } = readers

/** The one table role × operation × scope. What is not in it is denied. */
export const permissions = {
  'keys.read': { anyone: 'any-company' },
  'me.read': { ...readers, reseller: 'own-customers' },
  'contract.import': { 'vendor-operator': 'any-company' },
  'license-list.sign': { 'vendor-operator': 'any-company' },
  'line.list': { anyone: 'any-company' },
  'vendor-logo.read': { anyone: 'any-company' },
  'vendor-logo.put': { 'vendor-operator': 'any-company' },
  'vendor-logo.remove': { 'vendor-operator': 'any-company' },
  'policy.list': { 'vendor-operator': 'any-company', 'support-agent': 'any-company' },
  'policy.read': { anyone: 'any-company' },
  'policy.publish': { 'vendor-operator': 'any-company' },
  'policy.validate': { 'vendor-operator': 'any-company' },
  'policy.compare': { 'vendor-operator': 'any-company' },
  'policy.explain': { 'vendor-operator': 'any-company', 'support-agent': 'any-company' },
  'readiness.read': readers,
  'emergency.put': { 'vendor-operator': 'any-company' },
  'emergency.end': { 'vendor-operator': 'any-company' },
  'emergency.list': { 'vendor-operator': 'any-company', 'support-agent': 'any-company' },
  'license.list': { ...readers, reseller: 'own-customers' },
  'import.put': { 'vendor-operator': 'any-company' },
  'import.read': { 'vendor-operator': 'any-company', 'support-agent': 'any-company' },
  'import.compare': { 'vendor-operator': 'any-company', 'support-agent': 'any-company' },
  'import.apply': { 'vendor-operator': 'any-company' },
  'import-source.put': { 'vendor-operator': 'any-company' },
  'moved.list': { 'vendor-operator': 'any-company', 'support-agent': 'any-company' },
  'moved.acknowledge': { 'vendor-operator': 'any-company' },
  'reseller.list': { 'vendor-operator': 'any-company', 'support-agent': 'any-company', reseller: 'own-customers' },
  'customer.list': { 'vendor-operator': 'any-company', 'support-agent': 'any-company', reseller: 'own-customers' },
  'username.check': { machine: 'own-machine' },
  'transfer.preview': { machine: 'own-machine' },
  'transfer.open': { machine: 'own-machine' },
  'transfer.commit': { anyone: 'any-company' },
  'transfer.move': { machine: 'own-machine' },
  'transfer.cancel': {
    'vendor-operator': 'any-company',
    'company-owner': 'own-company',
    'company-admin': 'own-company',
    'company-user': 'own-company',
    machine: 'own-machine',
  },
  'permit.put': { machine: 'own-machine' },
  'permit.give-back': { machine: 'own-machine' },
  'epoch.check-in': { machine: 'own-machine' },
  'epoch.read': { 'vendor-operator': 'any-company', 'support-agent': 'any-company' },
  'epoch.start': { 'vendor-operator': 'any-company' },
  'machine.list': {
    'vendor-operator': 'any-company',
    'support-agent': 'any-company',
    'company-owner': 'own-company',
    'company-admin': 'own-company',
  },
  'machine.gone': { 'vendor-operator': 'any-company', 'company-owner': 'own-company' },
  'cancel.put': { anyone: 'any-company' },
  'dongle.mend': { anyone: 'any-company' },
  'certificate.present': { anyone: 'any-company' },
  'courier.answer': { anyone: 'any-company' },
  'courier.sign-in': { 'company-owner': 'own-company', 'company-admin': 'own-company', 'company-user': 'own-company' },
  'ledger.verify': { 'vendor-operator': 'any-company' },
  'alert.list': { 'vendor-operator': 'any-company', 'support-agent': 'any-company' },
  'freeze.lift': { 'vendor-operator': 'any-company' },
  'force.propose': { 'vendor-operator': 'any-company' },
  'force.approve': { 'vendor-operator': 'any-company' },
  'correction.propose': { 'vendor-operator': 'any-company' },
  'correction.approve': { 'vendor-operator': 'any-company' },
  'declaration.list': { 'vendor-operator': 'any-company', 'support-agent': 'any-company' },
  'transfer.list': readers,
  'transfer.read': readers,
  'certificate.read': readers,
  'case.open': {
    'company-owner': 'own-company',
    'company-admin': 'own-company',
    'company-user': 'own-company',
    machine: 'own-machine',
  },
  'case.list': readers,
  'case.read': readers,
  'case.decide': { 'vendor-operator': 'any-company', 'support-agent': 'any-company' },
  'wave.list': { 'vendor-operator': 'any-company', 'support-agent': 'any-company', reseller: 'own-customers' },
  'wave.put': { 'vendor-operator': 'any-company' },
  'wave.list-members': { 'vendor-operator': 'any-company' },
  'wave.release': { 'vendor-operator': 'any-company' },
  'wave.pause': { 'vendor-operator': 'any-company', 'support-agent': 'any-company' },
  'wave.resume': { 'vendor-operator': 'any-company' },
  'wave.changes': { 'vendor-operator': 'any-company', 'support-agent': 'any-company' },
  'wave.nominate': { reseller: 'own-customers' },
  'activation-batch.make': { 'vendor-operator': 'any-company', reseller: 'own-customers' },
  'activation-batch.list': {
    'vendor-operator': 'any-company',
    'support-agent': 'any-company',
    reseller: 'own-customers',
  },
  'activation-batch.withdraw': { 'vendor-operator': 'any-company', reseller: 'own-customers' },
  'activation-quota.put': { 'vendor-operator': 'any-company' },
  'activation.redeem': {
    'company-owner': 'own-company',
    'company-admin': 'own-company',
    'company-user': 'own-company',
    machine: 'own-machine',
  },
  'rehearsal.run': { 'vendor-operator': 'any-company' },
  'funnel.read': { 'vendor-operator': 'any-company', 'support-agent': 'any-company', reseller: 'own-customers' },
  'loss.report': {
    'company-owner': 'own-company',
    'company-admin': 'own-company',
    'company-user': 'own-company',
    machine: 'own-machine',
  },
  'way-back.list': readers,
  'alignment.propose': { 'company-owner': 'own-company', 'company-admin': 'own-company' },
  'alignment.settle': {
    'vendor-operator': 'any-company',
    'support-agent': 'any-company',
    'company-owner': 'own-company',
    'company-admin': 'own-company',
  },
  'alignment.list': readers,
  'block-list.read': { anyone: 'any-company' },
  'meter.consume': { machine: 'own-machine' },
  'meter.correct': { 'vendor-operator': 'any-company', 'support-agent': 'any-company' },
  'meter.list': readers,
  'seat.list': companyReaders,
  'seat.assign': { 'company-owner': 'own-company', 'company-admin': 'own-company' },
  'seat.unassign': { 'company-owner': 'own-company', 'company-admin': 'own-company' },
  'assigned-seat.list': companyReaders,
  'seat.free': { 'company-owner': 'own-company', 'company-admin': 'own-company' },
  'seat-refusal.list': {
    'vendor-operator': 'any-company',
    'support-agent': 'any-company',
    'company-owner': 'own-company',
    'company-admin': 'own-company',
  },
  'lease.put': { machine: 'own-machine' },
  'lease.release': { machine: 'own-machine' },
} as const satisfies Record<string, Partial<Record<Caller, Scope>>>
export type OperationName = keyof typeof permissions

/** @returns how far this caller may reach with this operation; undefined is a refusal */
export function scopeOf(operation: OperationName, caller: Caller): Scope | undefined {
  const row: Partial<Record<Caller, Scope>> = permissions[operation]
  return row[caller] ?? row.anyone
}
