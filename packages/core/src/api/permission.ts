import type { Role } from './role.ts'

/**
 * How far a permission reaches. `everyone` needs no sign-in: public keys, health, and messages that carry their own authority
 * in their signatures (a receipt may be brought by anybody).
 */
export type Scope = 'any-company' | 'own-company' | 'own-machine'
export type Caller = Role | 'anyone'

/** The one table role × operation × scope. What is not in it is denied. */
export const permissions = {
  'keys.read': { anyone: 'any-company' },
  'me.read': {
    'vendor-operator': 'any-company',
    'support-agent': 'any-company',
    reseller: 'own-company',
    'company-owner': 'own-company',
    'company-admin': 'own-company',
    'company-user': 'own-company',
    'company-viewer': 'own-company',
    machine: 'own-machine',
  },
  'contract.import': { 'vendor-operator': 'any-company' },
  'license-list.sign': { 'vendor-operator': 'any-company' },
  'line.list': { anyone: 'any-company' },
  'license.list': {
    'vendor-operator': 'any-company',
    'support-agent': 'any-company',
    'company-owner': 'own-company',
    'company-admin': 'own-company',
    'company-user': 'own-company',
    'company-viewer': 'own-company',
    machine: 'own-machine',
  },
  'username.check': { machine: 'own-machine' },
  'transfer.preview': { machine: 'own-machine' },
  'transfer.open': { machine: 'own-machine' },
  'transfer.commit': { anyone: 'any-company' },
  'transfer.list': {
    'vendor-operator': 'any-company',
    'support-agent': 'any-company',
    'company-owner': 'own-company',
    'company-admin': 'own-company',
    'company-user': 'own-company',
    'company-viewer': 'own-company',
    machine: 'own-machine',
  },
  'transfer.read': {
    'vendor-operator': 'any-company',
    'support-agent': 'any-company',
    'company-owner': 'own-company',
    'company-admin': 'own-company',
    'company-user': 'own-company',
    'company-viewer': 'own-company',
    machine: 'own-machine',
  },
  'certificate.read': {
    'vendor-operator': 'any-company',
    'support-agent': 'any-company',
    'company-owner': 'own-company',
    'company-admin': 'own-company',
    'company-user': 'own-company',
    'company-viewer': 'own-company',
    machine: 'own-machine',
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
