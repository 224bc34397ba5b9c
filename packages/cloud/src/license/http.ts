import { type Deps, inCompany } from '../deps.ts'
import { chosenCompany } from '../http/authorize.ts'
import type { Endpoints } from '../http/call.ts'
import { readOpenings } from '../wave/cohort-store.ts'
import { listLicenses } from './store.ts'

export function licenseEndpoints(deps: Deps): Pick<Endpoints, 'license.list'> {
  return {
    'license.list': async ({ permission, query }) => {
      const company = chosenCompany(permission)
      const { found, openings } = await inCompany(deps, company, async (tx) => {
        const found = await listLicenses(tx, company, { limit: query.limit + 1, after: query.after })
        // What no dongle holds belongs to the waves that are for everyone.
        const serials = [...new Set(found.map(({ dongle }) => dongle ?? ''))]
        return { found, openings: await readOpenings(tx, company, serials) }
      })
      const licenses = found.slice(0, query.limit)
      return {
        licenses: licenses.map((held) => ({
          ...held,
          waveOpensAt: openings.get(held.dongle ?? '')?.get(held.license.line)?.opensAt ?? null,
        })),
        next: found.length > query.limit ? (licenses.at(-1)?.license.id ?? null) : null,
      }
    },
  }
}
