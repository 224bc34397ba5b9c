import { readFileSync } from 'node:fs'
import { cloudApi } from '../../packages/core/src/api/cloud.ts'
import { askingErrors } from '../../packages/core/src/api/errors/asking.ts'
import { type ApiErrorCode, apiErrors } from '../../packages/core/src/api/errors.ts'
import { localApi } from '../../packages/core/src/api/local.ts'
import type { Operation } from '../../packages/core/src/api/operation.ts'
import { leaseEnds } from '../../packages/core/src/lease/standing.ts'

export const wireProtocolPage = 'docs/reference/wire-protocol.md'

/** The calls an application makes, by where it makes them. */
export const protocolCalls = {
  'License Server': [
    localApi['keys.read'],
    localApi['lease.put'],
    localApi['lease.release'],
    localApi['meter.consume'],
  ],
  cloud: [cloudApi['keys.read'], cloudApi['lease.put'], cloudApi['lease.release'], cloudApi['meter.consume']],
} as const satisfies Record<string, readonly Operation[]>

/** A client finds these itself, in the answer or in what it kept. */
const foundByTheClient = [
  'license-server-unreachable',
  'cloud-unreachable',
  'document-refused',
  'lease-rolled-back',
  'lease-expired',
  'clock-needs-contact',
  'offline-refused',
  'license-ended',
] as const satisfies readonly ApiErrorCode[]

/** The page as written by hand, with the tables in it that come from the code. */
export function writeWireProtocolPage(page = readFileSync(wireProtocolPage, 'utf8')): string {
  return [
    ['calls', callsTable()],
    ['reasons', reasonsTable()],
    ['ends', endsTable()],
  ].reduce((text, [name = '', table = '']) => withTable(text, name, table), page)
}

function withTable(page: string, name: string, table: string): string {
  const [begin, end] = [`<!-- npm run reference: ${name} -->\n`, `<!-- ${name} end -->`]
  const [before, , after] = splitAt(page, begin, end)
  return `${before}${begin}\n${table}\n\n${end}${after}`
}

/** @throws when the page has lost one of its marks */
function splitAt(page: string, begin: string, end: string): [string, string, string] {
  const [from, to] = [page.indexOf(begin), page.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`${wireProtocolPage} has no place for ${begin.trim()}`)
  return [page.slice(0, from), page.slice(from + begin.length, to), page.slice(to + end.length)]
}

function callsTable(): string {
  const rows = Object.entries(protocolCalls).flatMap(([at, operations]) =>
    operations.map(({ method, path, summary, problems }: Operation) => {
      const refusals = problems.map((code) => `\`${code}\``).join(', ') || 'none'
      return `| ${at} | \`${method.toUpperCase()} ${path}\` | ${summary} | ${refusals} |`
    }),
  )
  return ['| at the | call | what for | its own refusals |', '|---|---|---|---|', ...rows].join('\n')
}

function reasonsTable(): string {
  const operations: readonly Operation[] = Object.values(protocolCalls).flat()
  const anyCall = Object.keys(askingErrors) as (keyof typeof askingErrors)[]
  const codes = new Set<ApiErrorCode>([
    ...operations.flatMap(({ problems }) => problems),
    ...foundByTheClient,
    ...anyCall,
  ])
  const rows = [...codes].toSorted().map((code) => {
    const { status, say, next } = apiErrors[code]
    return `| \`${code}\` | ${status} | ${isTrouble(status) ? 'trouble' : '“no”'} | ${say} | ${next} |`
  })
  return ['| code | status | which is | say | next |', '|---|---|---|---|---|', ...rows].join('\n')
}

/** What packages/sdk goes on after, with the lease it has. */
const isTrouble = (status: number): boolean => status >= 500 || status === 429

function endsTable(): string {
  const rows = Object.entries(leaseEnds).map(([end, { say, next }]) => `| \`${end}\` | ${say} | ${next} |`)
  return ['| end | say | next |', '|---|---|---|', ...rows].join('\n')
}
