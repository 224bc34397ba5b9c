import { cloudApi } from '@undongle/core/api/cloud'
import { ApiError } from '@undongle/core/api/error'
import type { Operation } from '@undongle/core/api/operation'
import type { OperationName } from '@undongle/core/api/permission'
import { type CompanyId, idSchema, type ResellerId } from '@undongle/core/id'
import type { Context, Hono } from 'hono'
import type { Principal } from '../auth/principal.ts'
import { authorize, type Permission } from './authorize.ts'
import { bodyLimitOf, type Call, type Endpoints } from './call.ts'
import { parsePart } from './problems.ts'
import { readBody } from './request-body.ts'

export interface ApiOptions {
  readonly endpoints: Endpoints
  /** @returns undefined for nobody */
  readonly authenticate: (request: Request) => Promise<Principal | undefined>
  readonly isCustomer: (reseller: ResellerId, company: CompanyId) => Promise<boolean>
  readonly clientAddress: (c: Context) => string | undefined
}

/** Makes a route of each operation in core's table: who asks, whether they may, then the parts in order, then the endpoint. */
export function mountApi(app: Hono, options: ApiOptions): void {
  for (const name of Object.keys(cloudApi) as OperationName[]) mount(app, name, options)
}

function mount<Name extends OperationName>(app: Hono, name: Name, options: ApiOptions): void {
  const operation: Operation = cloudApi[name]
  const endpoint: Endpoints[Name] = options.endpoints[name]
  app.on(operation.method.toUpperCase(), operation.path.replace(/\{(\w+)\}/g, ':$1'), async (c) => {
    const principal = await options.authenticate(c.req.raw)
    const permission = authorize(name, principal, operation.query && companyAsked(c.req.query()))
    await requireCustomer(options, permission)
    const call = {
      permission,
      parameters: operation.parameters && parsePart(operation.parameters, c.req.param(), '/parameters'),
      query: parseQuery(c, operation),
      body: await parseBody(c, operation),
      address: options.clientAddress(c) ?? 'unknown',
      context: c,
    } as Call<Name>
    const answer = await endpoint(call)
    return answer instanceof Response ? answer : c.json(answer)
  })
}

/** A reseller sees its customers; that another company exists is nothing to it. */
async function requireCustomer({ isCustomer }: ApiOptions, { reseller, company }: Permission): Promise<void> {
  if (reseller === undefined || company === undefined || (await isCustomer(reseller, company))) return
  throw new ApiError('not-allowed', { detail: company })
}

/** A parameter given twice has no one meaning. */
function parseQuery(c: Context, operation: Operation): unknown {
  if (operation.query === undefined) return undefined
  const given = Object.entries(c.req.queries()).map(([name, values]) => [
    name,
    values.length === 1 ? values[0] : values,
  ])
  return parsePart(operation.query, Object.fromEntries(given), '/query')
}

/** Before anything else is parsed: who may not ask hears nothing about how to. */
function companyAsked({ company }: Record<string, string>): CompanyId | undefined {
  if (company === undefined) return undefined
  const asked = idSchema('company').safeParse(company)
  if (!asked.success) throw new ApiError('request-invalid')
  return asked.data
}

async function parseBody(c: Context, operation: Operation): Promise<unknown> {
  if (operation.body === undefined) return undefined
  return parsePart(operation.body, await readBody(c.req.raw, bodyLimitOf(operation)), '')
}
