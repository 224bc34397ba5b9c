import type { Hono } from 'hono'
import type { Auth } from './auth.ts'
import { mountDeviceGrant } from './device-grant-http.ts'
import { mountDeviceRequests } from './device-request-http.ts'
import { mountLicenseServers } from './license-server/http.ts'
import { mountSessions } from './session-http.ts'

/** Every route of sign-in. Better Auth's own endpoints are not served: only what these routes ask of it can be asked. */
export function mountAuth(app: Hono, auth: Auth): void {
  mountSessions(app, auth)
  mountDeviceGrant(app, auth)
  mountDeviceRequests(app, auth)
  mountLicenseServers(app, auth)
}
