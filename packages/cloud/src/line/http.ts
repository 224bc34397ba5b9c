import type { Deps } from '../deps.ts'
import type { Endpoints } from '../http/call.ts'
import { readLines, readVendor } from './store.ts'

export function lineEndpoints({ db }: Deps): Pick<Endpoints, 'line.list'> {
  return { 'line.list': async () => ({ vendor: await readVendor(db), lines: await readLines(db) }) }
}
