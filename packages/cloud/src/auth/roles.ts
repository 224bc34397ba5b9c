import type { CompanyRole } from '@undongle/core/api/sign-in'
import { defaultAc } from 'better-auth/plugins/organization/access'

/** A member's role as Better Auth's organization plugin stores it, and as the rest of the cloud names it. */
const companyRoles = {
  owner: 'company-owner',
  admin: 'company-admin',
  user: 'company-user',
  viewer: 'company-viewer',
} as const satisfies Record<string, CompanyRole>
type StoredRole = keyof typeof companyRoles

/** @returns undefined for a word this version does not know: no role is better than a guessed one */
export function companyRole(stored: string): CompanyRole | undefined {
  return Object.hasOwn(companyRoles, stored) ? companyRoles[stored as StoredRole] : undefined
}

export function storedRole(role: CompanyRole): StoredRole {
  switch (role) {
    case 'company-owner':
      return 'owner'
    case 'company-admin':
      return 'admin'
    case 'company-user':
      return 'user'
    case 'company-viewer':
      return 'viewer'
  }
}

/** A viewer only looks; everybody else may bring a License Server into the company (the presets let any member transfer). */
export const mayRegisterLicenseServer = (role: CompanyRole): boolean => role !== 'company-viewer'

const none = defaultAc.newRole({ organization: [], member: [], invitation: [] })

/** What the organization plugin itself allows: none of its endpoints is served, so no role needs more. */
export const organizationRoles = {
  owner: none,
  admin: none,
  user: none,
  viewer: none,
} satisfies Record<StoredRole, typeof none>
