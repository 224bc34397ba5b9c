import { readFileSync } from 'node:fs'
import path from 'node:path'
import { type Addresses, readAddresses } from '@undongle/core/node/addresses'
import type { Config } from '../config.ts'

/** A part has a data folder of its own; `npm start` puts both into one. */
const foldersOf = ({ dataDir }: Config): string[] =>
  ['.', 'license-server', 'cloud'].map((part) => path.join(dataDir, part))

/** Where the parts that were started on this data folder listen; nothing when none was. */
export function addressesIn(config: Config): Addresses {
  return Object.assign({}, ...foldersOf(config).reverse().map(addressesOf))
}

/** A token that a part wrote for whoever may read its folder. */
export function tokenIn(config: Config, file: 'local-token' | 'operator-token'): string | undefined {
  const found = foldersOf(config).map((folder) => readIfThere(path.join(folder, file)))
  return found.find((text) => text !== undefined)?.trim()
}

function addressesOf(folder: string): Addresses {
  try {
    return readAddresses(folder)
  } catch {
    return {}
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
