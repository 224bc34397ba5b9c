import { DongleError } from '../../error.ts'
import { parseTable, type Table } from './table.ts'

export interface PageDeps {
  /** The runtime's page on this machine, without a slash at its end. */
  readonly url: string
  readonly fetch: typeof globalThis.fetch
  readonly timeoutMs: number
}

/** More than 500 features take; what is longer is no table of this runtime. */
const bodySizeBytes = 512 * 1024

/** The keys that the runtime sees. */
export const readDevices = (deps: PageDeps): Promise<Table> => readTable(deps, '/_int_/tab_dev.html')

/** What is on one key. Newer runtimes refuse the address without all of its parameters. */
export const readFeatures = (deps: PageDeps, id: string): Promise<Table> =>
  readTable(
    deps,
    `/_int_/tab_feat.html?haspid=${id}&featureid=-1&vendorid=0&productid=0&filterfrom=1&filterto=${featuresAsked}`,
  )

const featuresAsked = 256

async function readTable({ url, fetch, timeoutMs }: PageDeps, path: string): Promise<Table> {
  const signal = AbortSignal.timeout(timeoutMs)
  const body = await fetch(`${url}${path}`, { signal, redirect: 'error', headers: { connection: 'close' } })
    .then(readBody)
    .catch((error: unknown) => {
      if (error instanceof DongleError) throw error
      if (signal.aborted) throw new DongleError('timed-out', path)
      throw new DongleError('driver-unavailable', 'the runtime does not answer on this machine')
    })
  const table = parseTable(body)
  if (table === undefined) throw new DongleError('incomplete', `${path} is not the table that was expected`)
  return table
}

async function readBody(response: Response): Promise<string> {
  if (response.status === 401) throw new DongleError('driver-unavailable', 'the runtime’s page asks for a password')
  if (!response.ok) throw new DongleError('driver-unavailable', `the runtime answered ${response.status}`)
  const chunks: Uint8Array[] = []
  let sizeBytes = 0
  for await (const chunk of response.body ?? []) {
    sizeBytes += chunk.length
    if (sizeBytes > bodySizeBytes) throw new DongleError('incomplete', `more than ${bodySizeBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
