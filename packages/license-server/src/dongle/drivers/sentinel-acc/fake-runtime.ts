import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A row as the runtime's tables have it; every value is a text. */
export type FakeRow = Record<string, string>

export interface FakeKey {
  readonly device: FakeRow
  readonly features: readonly FakeRow[]
}

/**
 * A runtime of ours for the tests, on a real socket: it answers in the layout that public samples of the page on port 1947 show,
 * with the footer, the status comment, and HTML in its values.
 */
export class FakeRuntime {
  readonly keys = new Map<string, FakeKey>()
  /** Answers everything, when it is set. */
  answer: string | null = null
  #port = 0
  #server = createServer()

  get url(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  async start(): Promise<void> {
    this.#server = createServer((request, response) => this.#reply(request.url ?? '', response))
    await new Promise<void>((resolve) => this.#server.listen(this.#port, '127.0.0.1', resolve))
    this.#port = (this.#server.address() as AddressInfo).port
  }

  async stop(): Promise<void> {
    if (!this.#server.listening) return
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #reply(address: string, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(address, this.url)
    response.setHeader('content-type', 'text/html; charset=utf-8')
    if (this.answer !== null) return void response.end(this.answer)
    if (pathname === '/_int_/tab_dev.html') return void response.end(tableOf('devices', this.#devices(), {}))
    const id = searchParams.get('haspid')
    if (pathname !== '/_int_/tab_feat.html' || id === null) return void response.writeHead(400).end()
    const rows = [...this.keys.values()]
      .flatMap(({ features }) => features)
      .filter((row) => id === '0' || row.haspid === id)
    response.end(tableOf('features', rows, { fhaspid: id, ffea: '0' }))
  }

  #devices(): FakeRow[] {
    return [...this.keys.values()].map(({ device }, index) => ({ ndx: String(index + 1), ...device }))
  }
}

function tableOf(name: string, rows: readonly FakeRow[], footer: FakeRow): string {
  const objects = [...rows, { ...footer, cnt: String(rows.length) }].map((row) => JSON.stringify(row))
  return `/*JSON:${name}*/\n${objects.join(',\n')}\n/*\n <admin_status>\n  <code>0</code>\n </admin_status>\n*/\n`
}

export function fakeKey(haspid: string, device: FakeRow = {}): FakeKey {
  const row = {
    haspid,
    ven: '37515',
    typ: 'Sentinel HL Pro',
    isloc: '1',
    configuration: 'sentinelhl',
    cloned: '0',
    key_disabled: '0',
  }
  const feature = (fid: string, fn: string, lic: string): FakeRow => ({
    ...{
      ndx: fid,
      ven: '37515',
      haspid,
      prid: '10',
      fid,
      fn,
      lic,
      isloc: row.isloc,
      typ: row.typ,
      logc: '0',
      logl: '5',
    },
    ...(device.isloc === undefined ? {} : { isloc: device.isloc }),
  })
  return {
    device: { ...row, ...device },
    features: [
      feature('0', '', 'Perpetual'),
      feature('101', 'Scan &amp; plan', 'Perpetual'),
      feature('102', 'Export', 'Expiration Date<br><nobr>&nbsp;Fri Jun 5, 2026 19:55</nobr>'),
    ],
  }
}
