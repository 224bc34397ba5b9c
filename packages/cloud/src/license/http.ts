import { type Deps, inCompany } from '../deps.ts'
import { chosenCompany } from '../http/authorize.ts'
import type { Endpoints } from '../http/call.ts'
import { readLines, wavesOf } from '../line/store.ts'
import { listLicenses } from './store.ts'

export function licenseEndpoints(deps: Deps): Pick<Endpoints, 'license.list'> {
  return {
    'license.list': async ({ permission, query }) => {
      const company = chosenCompany(permission)
      const waves = wavesOf(await readLines(deps.db))
      const found = await inCompany(deps, company, (tx) =>
        listLicenses(tx, company, { limit: query.limit + 1, after: query.after }),
      )
      const licenses = found.slice(0, query.limit)
      return {
        licenses: licenses.map((held) => ({ ...held, waveOpensAt: waves.get(held.license.line) ?? null })),
        next: found.length > query.limit ? (licenses.at(-1)?.license.id ?? null) : null,
      }
    },
  }
}
