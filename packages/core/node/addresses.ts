import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'

const addressesSchema = z.object({ cloud: z.url().optional(), licenseServer: z.url().optional() })

/** Where the parts that keep their state in one data folder can be reached; scripts read it when a port was chosen freely. */
export type Addresses = z.output<typeof addressesSchema>

/** Written once the part listens, in one step, so that a waiting script never reads half of it. */
export function writeAddresses(dataDir: string, addresses: Addresses): void {
  const file = addressesFile(dataDir)
  writeFileSync(`${file}.new`, `${JSON.stringify(addresses, null, 2)}\n`)
  renameSync(`${file}.new`, file)
}

/** @throws when the file is not there or is not ours: wait for it with a look at its time first */
export function readAddresses(dataDir: string): Addresses {
  return addressesSchema.parse(JSON.parse(readFileSync(addressesFile(dataDir), 'utf8')))
}

export function addressesFile(dataDir: string): string {
  return path.join(dataDir, 'addresses.json')
}
