import { ApiError, toProblem } from '@undongle/core/api/error'
import { localApi } from '@undongle/core/api/local'
import { makeId } from '@undongle/core/id'
import { random } from '@undongle/core/node/crypto'
import { Hono } from 'hono'
import type { Doctor } from './doctor/doctor.ts'
import { guard } from './http/guard.ts'
import { secureHeaders } from './http/headers.ts'
import { servePages } from './http/pages.ts'
import { toApiError } from './http/problem.ts'
import { passedOn } from './http/retry-after.ts'
import { route } from './http/route.ts'
import { serveTransferEvents } from './http/transfer-events.ts'
import type { Lan } from './lan/lan.ts'
import { redeemCode } from './license/redeem.ts'
import type { LicenseServer } from './license-server.ts'

export interface AppSettings {
  /** The port it listens on, known once it does. */
  readonly port: () => number
  readonly token: string
  readonly webDir: string
  readonly lan: Lan
  readonly doctor: Doctor
}

/** The License Server's pages and interface: a thin skin over what LicenseServer does. */
export function makeApp(server: LicenseServer, { port, token, webDir, lan, doctor }: AppSettings): Hono {
  const app = makeGuardedApp(server, { port, token })
  serveRoutes(app, server, doctor)
  serveLanRoutes(app, lan)
  serveTransferEvents(app, server.transfers, server.news, server.now)
  servePages(app, webDir, token)
  return app
}

/** What every request to this machine goes through; a benchmark serves its baseline behind it. */
export function makeGuardedApp(
  server: Pick<LicenseServer, 'log' | 'now'>,
  { port, token }: Pick<AppSettings, 'port' | 'token'>,
): Hono {
  const app = new Hono()
  app.onError((error, c) => {
    const failure = toApiError(error)
    const problem = toProblem(failure, makeId('case', server.now(), random))
    const log = failure.code === 'internal-error' ? server.log.error : server.log.debug
    log.call(
      server.log,
      { code: failure.code, requestId: problem.requestId, detail: failure.detail },
      'request refused',
    )
    return c.body(JSON.stringify(problem), problem.status as 400, {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      ...passedOn(failure),
    })
  })
  app.notFound(() => {
    throw new ApiError('not-found')
  })
  app.use(secureHeaders)
  app.use(guard(port, token))
  return app
}

function serveRoutes(app: Hono, server: LicenseServer, doctor: Doctor): void {
  route(app, localApi['status.read'], () => server.status())
  route(app, localApi['vendor-logo.read'], () => {
    const logo = server.cloud.knownLogo()
    if (logo === undefined) throw new ApiError('not-found')
    return logo
  })
  route(app, localApi['keys.read'], () => server.keys())
  route(app, localApi['line.list'], () => ({ lines: server.lines() }))
  route(app, localApi['license.list'], () => server.licenses())
  route(app, localApi['readiness.read'], ({ query }) => server.readiness(query))
  route(app, localApi['activation.redeem'], ({ parameters, body }) =>
    redeemCode(server.cloud, parameters.license, body.code),
  )
  route(app, localApi['dongle.list'], async () => ({
    dongles: (await server.dongles.read()).map(({ shown }) => shown),
    checkedAt: server.now().toISOString(),
  }))
  route(app, localApi['dongle.mend'], ({ parameters, body }) => server.mendDongle(parameters.dongle, body))
  route(app, localApi['dongle-service.put'], ({ body }) => server.setDongleService(body.enabled))
  route(app, localApi['sign-in.start'], () => server.signIn.start())
  route(app, localApi['sign-in.end'], () => server.signOut())
  route(app, localApi['username.check'], ({ parameters }) => server.cloud.checkUsername(parameters.username))
  route(app, localApi['eligibility.check'], ({ body }) => server.checkEligibility(body))
  route(app, localApi['transfer.put'], ({ parameters, body }) => server.transfers.put(parameters.transfer, body))
  route(app, localApi['transfer.resume'], ({ parameters, body }) => server.transfers.resume(parameters.transfer, body))
  route(app, localApi['transfer.cancel'], ({ parameters, body }) => server.transfers.cancel(parameters.transfer, body))
  route(app, localApi['transfer.timeline'], ({ parameters }) => server.timeline(parameters.transfer))
  route(app, localApi['transfer.list'], () => ({ transfers: server.transfers.list() }))
  route(app, localApi['transfer.read'], ({ parameters }) => server.transfers.read(parameters.transfer))
  route(app, localApi['certificate.read'], ({ parameters }) => server.certificate(parameters.transfer))
  route(app, localApi['permit.list'], () => ({ permits: server.permits.list() }))
  route(app, localApi['permit.give-back'], async ({ parameters }) => ({
    answer: await server.permits.giveBack(parameters.dongle),
  }))
  route(app, localApi['source.list'], async () => ({ sources: await server.wayBack.list() }))
  route(app, localApi['source.put'], async ({ parameters, body }) => {
    await server.wayBack.switch(parameters.dongle, parameters.line, body.source)
    return body
  })
  route(app, localApi['lease.put'], ({ parameters, body }) =>
    doctor.refusedSeats.watch(body.product, server.leases.put(parameters.lease, body)),
  )
  route(app, localApi['lease.release'], async ({ parameters }) => ({
    released: await server.leases.release(parameters.lease),
  }))
  route(app, localApi['meter.consume'], ({ parameters, body }) => server.meters.consume(parameters.entry, body))
  route(app, localApi['dongle.make-key'], async ({ body }) => {
    const { publicKey, serial } = await server.makeDongleKey(body.dongle)
    return { key: publicKey, serial }
  })
  route(app, localApi['dongle.write-list'], async ({ body }) => {
    await server.writeDongleList(body)
    return { generation: 1 }
  })
  route(app, localApi['courier.read'], () => server.courier.state())
  route(app, localApi['courier.put'], ({ body }) => server.courier.put(body.enabled))
  route(app, localApi['courier.write'], () => server.courier.write())
  route(app, localApi['courier.take'], ({ body }) => server.courier.take(body.letter))
  route(app, localApi['doctor.read'], () => doctor.read())
  route(app, localApi['doctor.bundle'], () => doctor.bundle())
  const { drawer } = server
  if (drawer === undefined) return
  route(app, localApi['drawer.read'], () => ({ dongles: drawer.list() }))
  route(app, localApi['drawer.put'], ({ parameters, body }) => drawer.put(parameters.name, body.plugged))
}

function serveLanRoutes(app: Hono, lan: Lan): void {
  route(app, localApi['lan.read'], () => lan.state())
  route(app, localApi['lan.put'], ({ body }) => lan.put(body.enabled))
  route(app, localApi['lan.show-token'], ({ body }) => ({ joinToken: lan.joinToken(body.replace) }))
  route(app, localApi['lan.list-nodes'], () => ({ nodes: lan.nodes.list() }))
  route(app, localApi['lan.remove-node'], async ({ parameters }) => ({
    removed: await lan.nodes.remove(parameters.node),
  }))
}
