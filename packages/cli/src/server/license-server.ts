import { readFileSync } from 'node:fs'
import path from 'node:path'
import { localTokenHeader } from '@undongle/core/api/local'
import { type Addresses, readAddresses } from '@undongle/core/node/addresses'
import type { Surroundings } from '../command/surroundings.ts'
import type { Config } from '../config.ts'
import type { Server } from './ask.ts'

/** The License Server of this machine. Its token stands in a file that only its user may read, so only that user can change things. */
export function licenseServer({ config, fetch }: Surroundings): Server {
  const token = firstThatExists([
    path.join(config.dataDir, 'local-token'),
    path.join(config.dataDir, 'license-server', 'local-token'),
  ])
  return {
    fetch,
    address: config.licenseServerUrl ?? addressesIn(config).licenseServer ?? 'http://localhost:30304',
    headers: token === undefined ? {} : { [localTokenHeader]: token.trim() },
    unreachable: 'license-server-unreachable',
  }
}

/** Where the parts that were started on this data folder listen; nothing when none was. */
export function addressesIn({ dataDir }: Config): Addresses {
  try {
    return readAddresses(dataDir)
  } catch {
    return {}
  }
}

function firstThatExists(files: readonly string[]): string | undefined {
  for (const file of files) {
    try {
      return readFileSync(file, 'utf8')
    } catch {
      // the next one
    }
  }
  return undefined
}
