import { ApiError } from '@undongle/core/api/error'
import { type OperationName, scopeOf } from '@undongle/core/api/permission'
import type { Role } from '@undongle/core/api/role'
import type { CompanyId, ResellerId } from '@undongle/core/id'
import type { Principal } from '../auth/principal.ts'

/** Who may go on, and how far: the company is the only one this call may see. */
export interface Permission {
  readonly principal: Principal | undefined
  readonly role: Role | 'anyone'
  /** Undefined when nobody named one of several, or when the call is about no company. */
  readonly company: CompanyId | undefined
  /** Whose customers the call may see, and nobody else: always there for the role `reseller`. */
  readonly reseller?: ResellerId
}

/**
 * Looks a call up in the one table role × operation × scope. What is not in it is refused.
 *
 * @param asked the company the call names, of those the caller may act for
 * @throws ApiError `not-signed-in`, `not-allowed`
 */
export function authorize(
  operation: OperationName,
  principal: Principal | undefined,
  asked: CompanyId | undefined,
): Permission {
  if (scopeOf(operation, 'anyone') !== undefined) return { principal, role: 'anyone', company: undefined }
  switch (principal?.kind) {
    case undefined:
      throw new ApiError('not-signed-in')
    case 'approval':
      throw new ApiError('not-allowed', { detail: 'an approval only registers a License Server' })
    case 'license-server':
      if (scopeOf(operation, 'machine') === undefined) throw new ApiError('not-allowed', { detail: 'machine' })
      if (asked !== undefined && asked !== principal.company) throw new ApiError('not-allowed', { detail: asked })
      return { principal, role: 'machine', company: principal.company }
    case 'operator-token':
      if (scopeOf(operation, 'vendor-operator') === undefined) throw new ApiError('not-allowed', { detail: 'operator' })
      return { principal, role: 'vendor-operator', company: asked }
    case 'person':
      return authorizePerson(operation, principal, asked)
  }
}

function authorizePerson(
  operation: OperationName,
  principal: Extract<Principal, { kind: 'person' }>,
  asked: CompanyId | undefined,
): Permission {
  const { vendorRole, memberships, reseller } = principal
  if (vendorRole !== undefined && scopeOf(operation, vendorRole) === 'any-company')
    return { principal, role: vendorRole, company: asked }
  const named = asked === undefined ? memberships : memberships.filter(({ company }) => company === asked)
  const allowing = named.find(({ role }) => scopeOf(operation, role) !== undefined)
  if (allowing !== undefined)
    return { principal, role: allowing.role, company: named.length === 1 ? allowing.company : undefined }
  if (reseller !== undefined && scopeOf(operation, 'reseller') !== undefined)
    return { principal, role: 'reseller', company: asked, reseller }
  throw new ApiError('not-allowed', { detail: asked ?? 'no membership allows it' })
}

/** @throws ApiError `company-not-chosen` */
export function chosenCompany({ company }: Permission): CompanyId {
  if (company === undefined) throw new ApiError('company-not-chosen')
  return company
}

/** @throws ApiError `not-allowed` for anybody but a License Server */
export function machineOf({ principal }: Permission): Extract<Principal, { kind: 'license-server' }> {
  if (principal?.kind !== 'license-server') throw new ApiError('not-allowed', { detail: 'not a License Server' })
  return principal
}
