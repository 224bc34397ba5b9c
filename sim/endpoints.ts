import { cloudApi } from '@undongle/core/api/cloud'
import type { HeldLicense } from '@undongle/core/api/license'
import type { RefreshReply } from '@undongle/core/api/license-server'
import type { Operation } from '@undongle/core/api/operation'
import type { OperationName } from '@undongle/core/api/permission'
import { base64url, utf8 } from '@undongle/core/encoding'
import { addDays, toSeconds } from '@undongle/core/time'
import type { Principal } from '../packages/cloud/src/auth/principal.ts'
import type { Deps } from '../packages/cloud/src/deps.ts'
import { epochEndpoints } from '../packages/cloud/src/epoch/http.ts'
import { authorize, chosenCompany } from '../packages/cloud/src/http/authorize.ts'
import type { Call, Endpoints } from '../packages/cloud/src/http/call.ts'
import { leaseEndpoints } from '../packages/cloud/src/lease/http.ts'
import type { Facts } from '../packages/cloud/src/ledger/memory/facts.ts'
import type { CertificateLog } from '../packages/cloud/src/log/log.ts'
import { permitEndpoints } from '../packages/cloud/src/permit/http.ts'
import { summarize, transferEndpoints } from '../packages/cloud/src/transfer/http.ts'
import { signedEndpoints } from '../packages/cloud/src/transfer/signed-http.ts'
import type { Route } from './routes.ts'

export type Machine = Extract<Principal, { kind: 'license-server' }>

/** The endpoints of the cloud that a License Server uses: those of the protocol are the production code's own. */
export function endpointsOf(deps: Deps, facts: () => Facts): Partial<Endpoints> {
  return {
    ...transferEndpoints(deps, noLog),
    ...signedEndpoints(deps),
    ...permitEndpoints(deps),
    // No machine is copied here.
    ...leaseEndpoints(deps, async () => undefined),
    ...epochEndpoints(deps),
    'transfer.list': async ({ permission }) => ({
      transfers: [...facts().transfers.values()].filter(({ company }) => company === permission.company).map(summarize),
      next: null,
    }),
    'keys.read': async () => deps.keys.keyFile,
    'line.list': async () => ({ vendor: 'Vendor', lines: [...facts().lines.values()] }),
    'license.list': async ({ permission }) => ({
      licenses: heldBy(facts(), chosenCompany(permission)),
      next: null,
    }),
  }
}

/** The answer to one call, as the HTTP layer would make it: parsed, permitted, performed. */
export function perform(
  endpoints: Partial<Endpoints>,
  machine: Machine,
  { name, parameters, query, body }: Route & { query: URLSearchParams; body: unknown },
): Promise<unknown> {
  if (name === 'tokens') throw new Error('tokens are no operation of the table')
  const operation: Operation = cloudApi[name]
  const endpoint = endpoints[name] as ((call: Call<OperationName>) => Promise<unknown>) | undefined
  if (endpoint === undefined) throw new Error(`the simulated cloud has no ${name}`)
  return endpoint({
    permission: authorize(name, machine, undefined),
    parameters: operation.parameters?.parse(parameters),
    query: operation.query?.parse(Object.fromEntries(query)),
    body: operation.body?.parse(body),
    address: machine.licenseServer,
    context: { header: () => undefined },
  } as unknown as Call<OperationName>)
}

/** A new access token for whoever asks: signing in is not what is simulated. */
export function accessOf({ company }: Machine, now: Date): RefreshReply {
  const payload = base64url(utf8(JSON.stringify({ iat: toSeconds(now) })))
  return {
    accessToken: `header.${payload}.signature`,
    accessTokenExpiresAt: addDays(now, 1).toISOString(),
    refreshToken: `${company}.${'r'.repeat(43)}`,
  }
}

const noLog: CertificateLog = {
  sequence: async () => undefined,
  inclusionOf: async () => undefined,
  files: { read: async () => undefined, write: async () => undefined } as unknown as CertificateLog['files'],
}

function heldBy(facts: Facts, company: string): HeldLicense[] {
  return [...facts.licenses.values()].flatMap((sold): HeldLicense[] => {
    const product = facts.products.get(sold.product)
    const last = facts.chains.get(sold.id)?.at(-1)
    if (sold.company !== company || product === undefined || last === undefined) return []
    const { id, generation, quantity } = sold
    const line = facts.lines.get(product.line)
    return [
      {
        license: {
          id,
          line: product.line,
          product: product.id,
          name: product.name,
          generation,
          quantity,
          term: { kind: 'perpetual' },
        },
        contract: sold.contract?.number ?? '',
        kind: sold.contract?.kind ?? 'temporary',
        place: last.credit.startsWith('company:') ? 'cloud' : 'dongle',
        dongle: sold.dongle,
        transfer: last.transfer,
        waveOpensAt: line?.waveOpensAt ?? null,
        priceReference: '',
        renewalReference: '',
        metered: product.metered,
        points: null,
        users: [],
      },
    ]
  })
}
