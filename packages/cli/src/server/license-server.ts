import { localTokenHeader } from '@undongle/core/api/local'
import type { Surroundings } from '../command/surroundings.ts'
import type { Server } from './ask.ts'
import { addressesIn, tokenIn } from './data-folder.ts'

/** The License Server of this machine. Its token stands in a file that only its user may read, so only that user can change things. */
export function licenseServer({ config, fetch }: Surroundings): Server {
  const token = tokenIn(config, 'local-token')
  return {
    fetch,
    address: config.licenseServerUrl ?? addressesIn(config).licenseServer ?? 'http://localhost:30304',
    headers: token === undefined ? {} : { [localTokenHeader]: token },
    unreachable: 'license-server-unreachable',
  }
}
