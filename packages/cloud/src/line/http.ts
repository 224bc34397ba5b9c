import type { Deps } from '../deps.ts'
import { readOpenEmergencies } from '../emergency/store.ts'
import type { Endpoints } from '../http/call.ts'
import { readBlockListVersion } from '../lost/store.ts'
import { readLines, readVendor } from './store.ts'

export function lineEndpoints({ db, keys, now }: Deps): Pick<Endpoints, 'line.list'> {
  return {
    'line.list': async () => {
      const emergencies = await readOpenEmergencies(db, keys, now())
      const lines = (await readLines(db)).map((line) => {
        const emergency = emergencies.get(line.id)
        return emergency === undefined ? line : { ...line, emergency }
      })
      return { vendor: await readVendor(db), lines, blockListVersion: await readBlockListVersion(db) }
    },
  }
}
