import { ApiError } from '@undongle/core/api/error'
import { type ImportProgress, importApi } from '@undongle/core/api/import'
import type { ImportId } from '@undongle/core/id'
import { columnMapSchema } from '@undongle/core/import/column-map'
import type { ImportPeople } from '../auth/import-people.ts'
import type { Deps } from '../deps.ts'
import type { Endpoints } from '../http/call.ts'
import { readTexts } from '../http/request-stream.ts'
import { applyImport, compareImport } from './apply.ts'
import { jsonLines, tableLines } from './lines.ts'
import { receiveImport } from './receive.ts'
import { findImport, findSource, listFaults, writeSource } from './store.ts'

const faultsNamed = 100

export function importEndpoints(deps: Deps, importPeople: ImportPeople): Pick<Endpoints, keyof typeof importApi> {
  return {
    'import.put': async ({ parameters, query: { source, table }, permission: { principal }, context }) => {
      const { type, texts } = readTexts(context.req.raw, importApi['import.put'].streamTypes)
      const map = source === undefined ? columnMapSchema.parse({}) : await findSource(deps.db, source)
      if (map === undefined) throw new ApiError('import-source-unknown')
      const lines = type === 'text/csv' ? tableLines(texts, { map, source: source ?? '', table }) : jsonLines(texts)
      const by = principal !== undefined && 'user' in principal ? principal.user : 'operator-token'
      await receiveImport(deps, { id: parameters.import, source, by }, lines)
      return progressOf(deps, parameters.import)
    },
    'import.read': ({ parameters }) => progressOf(deps, parameters.import),
    'import.compare': ({ parameters, query: { after = '', companies: limit } }) =>
      compareImport(deps, parameters.import, { after, limit }),
    'import.apply': async ({ parameters, body: { faults, companies: limit } }) => {
      const setUpLinks = await applyImport(deps, importPeople, parameters.import, {
        limit,
        skipsFaults: faults === 'skip',
      })
      return { ...(await progressOf(deps, parameters.import)), setUpLinks }
    },
    'import-source.put': async ({ parameters: { source }, body }) => {
      await writeSource(deps.db, source, body)
      return body
    },
  }
}

async function progressOf({ db }: Deps, id: ImportId): Promise<ImportProgress> {
  const stored = await findImport(db, id)
  if (stored === undefined) throw new ApiError('import-unknown')
  const { checked: _checked, appliedTo: _appliedTo, ...progress } = stored
  return { ...progress, firstFaults: await listFaults(db, id, faultsNamed) }
}
