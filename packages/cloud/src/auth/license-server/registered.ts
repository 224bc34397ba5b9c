import type { CompanyId, LicenseServerId } from '@undongle/core/id'
import { inGroups } from '../../db/in-groups.ts'
import type { Db } from '../../db/pool.ts'
import { readRegistered } from './store.ts'

/** @returns whether a License Server is still signed in, read after it was asked for: a revocation takes effect at once */
export type IsRegistered = (machine: {
  readonly company: CompanyId
  readonly licenseServer: LicenseServerId
}) => Promise<boolean>

/** Every changing call asks this: when many come at once, one transaction a call would cost more than what they came for. */
export function registeredIn(db: Db): IsRegistered {
  const ask = inGroups<CompanyId, LicenseServerId, boolean>(async (company, ids) => {
    const registered = await readRegistered(db, company, ids)
    return ids.map((id) => registered.has(id))
  })
  return ({ company, licenseServer }) => ask(company, licenseServer)
}
