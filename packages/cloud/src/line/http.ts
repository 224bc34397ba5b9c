import type { Deps } from '../deps.ts'
import { readOpenEmergencies } from '../emergency/store.ts'
import { readEpoch } from '../epoch/store.ts'
import type { Endpoints } from '../http/call.ts'
import { blockListVersion } from '../lost/block-list.ts'
import { readBlockListChanges } from '../lost/store.ts'
import { readVendor } from '../vendor/store.ts'
import { readLines } from './store.ts'

export function lineEndpoints({ db, keys, now }: Deps): Pick<Endpoints, 'line.list'> {
  return {
    'line.list': async () => {
      const emergencies = await readOpenEmergencies(db, keys, now())
      const lines = (await readLines(db)).map((line) => {
        const emergency = emergencies.get(line.id)
        return emergency === undefined ? line : { ...line, emergency }
      })
      const { name: vendor, logo } = await readVendor(db)
      return {
        vendor,
        logo,
        lines,
        blockListVersion: blockListVersion((await readEpoch(db)).epoch, await readBlockListChanges(db)),
      }
    },
  }
}
