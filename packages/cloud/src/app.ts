import { ApiError } from '@undongle/core/api/error'
import { base64url } from '@undongle/core/encoding'
import { type Context, Hono } from 'hono'
import { sql } from 'kysely'
import { activationEndpoints } from './activation/http.ts'
import { alignmentEndpoints } from './alignment/http.ts'
import type { ImportPeople } from './auth/import-people.ts'
import type { CarriedMachines } from './auth/license-server/carried.ts'
import type { Principal } from './auth/principal.ts'
import { caseEndpoints } from './case/http.ts'
import { companyEndpoints } from './company/http.ts'
import { contractEndpoints } from './contract/http.ts'
import { courierEndpoints } from './courier/http.ts'
import type { Log } from './db/embedded/supervise.ts'
import { declarationEndpoints } from './declaration/http.ts'
import { type Deps, inCompany } from './deps.ts'
import { emergencyEndpoints } from './emergency/http.ts'
import { epochEndpoints } from './epoch/http.ts'
import type { Endpoints } from './http/call.ts'
import { mountApi } from './http/mount-api.ts'
import { openApiDocument } from './http/openapi.ts'
import { answerProblem } from './http/problems.ts'
import { securityHeaders } from './http/security-headers.ts'
import { mountPages } from './http/static-files.ts'
import { importEndpoints } from './import/http.ts'
import { leaseEndpoints } from './lease/http.ts'
import { ledgerEndpoints } from './ledger/http.ts'
import { licenseEndpoints } from './license/http.ts'
import { licenseListEndpoints } from './license-list/http.ts'
import { lineEndpoints } from './line/http.ts'
import { mountLog } from './log/http.ts'
import type { CertificateLog } from './log/log.ts'
import { lossEndpoints } from './lost/http.ts'
import { watchForCopies } from './machine/copied.ts'
import { machineEndpoints } from './machine/http.ts'
import { meterEndpoints } from './meter/http.ts'
import { movedEndpoints } from './moved/http.ts'
import { permitEndpoints } from './permit/http.ts'
import { policyEndpoints } from './policy/http.ts'
import { readinessEndpoints } from './readiness/http.ts'
import { rehearsalEndpoints } from './rehearsal/http.ts'
import { resellerEndpoints } from './reseller/http.ts'
import { isCustomer } from './reseller/store.ts'
import { seatEndpoints } from './seat/http.ts'
import { keyEndpoints, mountJwks } from './signing/http.ts'
import { transferEndpoints } from './transfer/http.ts'
import { signedEndpoints } from './transfer/signed-http.ts'
import { vendorEndpoints } from './vendor/http.ts'
import { waveEndpoints } from './wave/http.ts'
import { wayBackEndpoints } from './way-back/http.ts'

export interface AppOptions {
  readonly deps: Deps
  readonly log: Log
  readonly publicUrl: string
  readonly authenticate: (request: Request) => Promise<Principal | undefined>
  readonly certificateLog: CertificateLog
  readonly importPeople: ImportPeople
  /** The machines whose messages a courier brings. */
  readonly carriedMachines: CarriedMachines
  /** The routes of sign-in. */
  readonly mountSignIn: (app: Hono) => void
  readonly clientAddress: (c: Context) => string | undefined
  /** The console's built files; without it only the API is served. */
  readonly pagesDir?: string | undefined
}

/** The license cloud as one function from request to response. */
export function createApp(options: AppOptions): Hono {
  const { deps, log, publicUrl } = options
  const app = new Hono()
  app.use(async (c, next) => {
    c.set('requestId', base64url(deps.random(12)))
    await next()
    c.header('x-request-id', c.get('requestId'))
  })
  app.use(securityHeaders(publicUrl))
  mountHealth(app, deps)
  options.mountSignIn(app)
  mountApi(app, {
    endpoints: {
      ...endpointsOf(options),
      ...courierEndpoints({ ...deps, machines: options.carriedMachines, url: publicUrl }, (request, env) =>
        app.fetch(request, env as object),
      ),
    },
    authenticate: options.authenticate,
    isCustomer: (reseller, company) => inCompany(deps, company, (tx) => isCustomer(tx, company, reseller)),
    clientAddress: options.clientAddress,
  })
  mountJwks(app, deps.keys)
  mountLog(app, options.certificateLog.files)
  app.get('/openapi.json', (c) => c.json(openApiDocument()))
  if (options.pagesDir !== undefined) mountPages(app, options.pagesDir)
  app.notFound((c) => answerProblem(c, new ApiError('not-found'), log))
  app.onError((error, c) => answerProblem(c, error, log))
  return app
}

function endpointsOf({
  deps,
  importPeople,
  certificateLog,
}: AppOptions): Omit<Endpoints, keyof ReturnType<typeof courierEndpoints>> {
  return {
    ...alignmentEndpoints(deps),
    ...caseEndpoints(deps),
    ...companyEndpoints(deps),
    ...contractEndpoints(deps, importPeople),
    ...epochEndpoints(deps),
    ...machineEndpoints(deps),
    ...keyEndpoints(deps.keys),
    ...leaseEndpoints(deps, watchForCopies(deps)),
    ...seatEndpoints(deps),
    ...meterEndpoints(deps),
    ...ledgerEndpoints(deps),
    ...licenseEndpoints(deps),
    ...lossEndpoints(deps),
    ...wayBackEndpoints(deps),
    ...licenseListEndpoints(deps),
    ...lineEndpoints(deps),
    ...permitEndpoints(deps),
    ...policyEndpoints(deps),
    ...emergencyEndpoints(deps),
    ...vendorEndpoints(deps),
    ...readinessEndpoints(deps),
    ...resellerEndpoints(deps),
    ...movedEndpoints(deps),
    ...importEndpoints(deps, importPeople),
    ...signedEndpoints(deps),
    ...declarationEndpoints(deps, certificateLog),
    ...transferEndpoints(deps, certificateLog),
    ...waveEndpoints(deps),
    ...activationEndpoints(deps),
    ...rehearsalEndpoints(deps),
  }
}

/** `healthz`: this process answers. `readyz`: it can also do its work. */
function mountHealth(app: Hono, { db }: Deps): void {
  app.get('/healthz', (c) => c.json({ ok: true }))
  app.get('/readyz', async (c) => {
    const ready = await sql`select 1`.execute(db).then(
      () => true,
      () => false,
    )
    return c.json({ ok: ready }, ready ? 200 : 503)
  })
}

declare module 'hono' {
  interface ContextVariableMap {
    requestId: string
  }
}
