import { ApiError } from '@undongle/core/api/error'
import type { Machine } from '@undongle/core/api/machine'
import { assert } from '@undongle/core/assert'
import type { CompanyId, LicenseServerId, UserId } from '@undongle/core/id'
import { epochMs } from '@undongle/core/permit/limits'
import { fromSeconds, secondMs } from '@undongle/core/time'
import { revokeLicenseServer } from '../auth/license-server/store.ts'
import { type Deps, inCompany } from '../deps.ts'
import { type CurrentEpoch, readCurrentEpoch } from '../epoch/require.ts'
import { listMachines, type RegisteredMachine } from './store.ts'

// A machine that is gone for good: stolen, scrapped, lost. It is signed out for ever, so that it gets nothing new, and nothing waits for
// its word any more. What it was given is waited for to its signed end all the same: two must never use one license (docs/decisions/0012).

/** The company's License Servers: those of its database, and those that only the register knows since a restore. */
export async function readMachines(deps: Deps, company: CompanyId): Promise<Machine[]> {
  const machines = await inCompany(deps, company, (tx) => listMachines(tx, company))
  const epoch = await deps.ledger.inCompany(company, (tx) => readCurrentEpoch(deps, tx, deps.now()))
  const known = new Set(machines.map(({ licenseServer }) => licenseServer))
  const forgotten = [...deps.register.machines].flatMap(([licenseServer, of]) =>
    of === company && !known.has(licenseServer) ? [forgottenMachine(licenseServer)] : [],
  )
  return [...machines, ...forgotten].map((machine) => shown(deps, epoch, machine))
}

const forgottenMachine = (licenseServer: LicenseServerId): RegisteredMachine => ({
  licenseServer,
  name: null,
  registeredAt: undefined,
  lastSeenAt: undefined,
  revoked: true,
  copiedAt: null,
  holdsUntil: undefined,
})

/**
 * Somebody who may says that a machine is gone. The same again changes nothing: it is gone since the first word.
 *
 * @throws ApiError `machine-unknown` for another company's, or none
 */
export async function declareGone(
  deps: Deps,
  company: CompanyId,
  { licenseServer, by, reason }: { licenseServer: LicenseServerId; by: UserId | null; reason: string },
): Promise<Machine> {
  if (deps.register.machines.get(licenseServer) !== company) throw new ApiError('machine-unknown')
  // Signed out first: from the moment that is counted from it has been given nothing.
  await inCompany(deps, company, (tx) => revokeLicenseServer(tx, company, licenseServer, deps.now()))
  const at = Math.ceil(deps.now().getTime() / secondMs)
  await deps.register.record({ fact: 'gone', licenseServer, by, reason, at })
  const machine = (await readMachines(deps, company)).find((known) => known.licenseServer === licenseServer)
  assert(machine !== undefined, `${licenseServer} is in the register`)
  return machine
}

/** A backup may have forgotten that a machine is signed out. */
export async function revokeGone(deps: Deps): Promise<void> {
  for (const [machine, at] of deps.register.gone) {
    const company = deps.register.machines.get(machine)
    if (company === undefined) continue
    await inCompany(deps, company, (tx) => revokeLicenseServer(tx, company, machine, fromSeconds(at)))
  }
}

function shown({ register, now }: Deps, epoch: CurrentEpoch, machine: RegisteredMachine): Machine {
  const { registeredAt, lastSeenAt, holdsUntil, licenseServer, name, revoked, copiedAt } = machine
  const goneAt = register.gone.get(licenseServer)
  const shared = {
    licenseServer,
    name,
    registeredAt: registeredAt?.toISOString() ?? null,
    lastSeenAt: lastSeenAt?.toISOString() ?? null,
    revoked,
    copiedAt: copiedAt?.toISOString() ?? null,
  }
  if (goneAt === undefined) return { ...shared, gone: null }
  // While a restore is waited out nobody knows what else it was given before it was declared gone.
  const forgotten = epoch.running
    ? [Math.min(fromSeconds(goneAt).getTime() + epochMs, epoch.endsAt?.getTime() ?? 0)]
    : []
  const untilMs = Math.max(0, ...forgotten, ...(holdsUntil === undefined ? [] : [holdsUntil.getTime()]))
  const until = untilMs > now().getTime() ? new Date(untilMs).toISOString() : null
  return { ...shared, gone: { declaredAt: fromSeconds(goneAt).toISOString(), until } }
}
