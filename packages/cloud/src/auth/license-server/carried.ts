import { createHmac } from 'node:crypto'
import { ApiError } from '@undongle/core/api/error'
import type { CourierRequest } from '@undongle/core/courier/request'
import type { CompanyId, LicenseServerId, UserId } from '@undongle/core/id'
import { type PublicKey, thumbprint } from '@undongle/core/key'
import { fromSeconds } from '@undongle/core/time'
import { inCompany } from '../../deps.ts'
import type { Auth } from '../auth.ts'
import { accessFor, registerMachine } from './perform.ts'
import { type LicenseServerRow, lockLicenseServer } from './store.ts'

/** How a machine is known whose messages a courier brings. Its request is signed with its key, as a proof is. */
export interface CarriedMachines {
  /** @throws ApiError `machine-unknown`, `machine-revoked` */
  find(request: CourierRequest & { readonly account: KnownAccount }): Promise<LicenseServerRow>
  /** Under which id this key is registered with a company. */
  idOf(machine: PublicKey, company: CompanyId): Promise<LicenseServerId | undefined>
  /** Registers it for a company that a person chose. @throws ApiError `machine-revoked` */
  register(request: CourierRequest, hash: string, by: { company: CompanyId; user: UserId }): Promise<Registered>
  /** An access token for the calls that a courier brought. */
  accessToken(machine: { company: CompanyId; id: LicenseServerId; user: UserId; jkt: string }): Promise<string>
}

type KnownAccount = NonNullable<CourierRequest['account']>

interface Registered {
  readonly licenseServer: LicenseServerId
  readonly refreshToken: string
}

export function carriedMachines(auth: Auth): CarriedMachines {
  return {
    async find({ account: { company, licenseServer }, machine }) {
      const row = await inCompany(auth, company, (tx) => lockLicenseServer(tx, company, { id: licenseServer }))
      if (row === undefined || thumbprint(row.publicKey) !== thumbprint(machine)) throw new ApiError('machine-unknown')
      if (row.revoked) throw new ApiError('machine-revoked')
      return row
    },
    async idOf(machine, company) {
      const jkt = thumbprint(machine)
      return (await inCompany(auth, company, (tx) => lockLicenseServer(tx, company, { jkt })))?.id
    },
    async register({ name, version, machine: publicKey, exp }, hash, { company, user }) {
      const refreshToken = tokenOf(auth.secret, company, hash)
      const once = { jti: hash, expiresAt: fromSeconds(exp) }
      const licenseServer = await registerMachine(
        auth,
        { company, user, approval: once },
        { name, version, publicKey },
        { proof: once, refreshToken },
      )
      return { licenseServer, refreshToken }
    },
    accessToken: async (machine) => (await accessFor(auth, machine)).accessToken,
  }
}

/** Derived, not random: were the answer lost before it was stored, the same request gets the same token. */
const tokenOf = (secret: string, company: CompanyId, hash: string): string =>
  `${company}.${createHmac('sha256', secret).update(`undongle carried sign-in\n${company}\n${hash}`).digest('base64url')}`
