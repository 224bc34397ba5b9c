import { ApiError } from '@undongle/core/api/error'
import {
  licenseServerPaths,
  refreshRequestSchema,
  registerLicenseServerRequestSchema,
} from '@undongle/core/api/license-server'
import { idSchema } from '@undongle/core/id'
import type { Hono } from 'hono'
import type { Auth } from '../auth.ts'
import { authenticate } from '../principal.ts'
import { parseBody } from '../request-body.ts'
import { performRefresh, performRegister } from './perform.ts'

export function mountLicenseServers(app: Hono, auth: Auth): void {
  app.post(licenseServerPaths.register, async (c) => {
    const principal = await authenticate(auth, c.req.raw)
    if (principal === undefined) throw new ApiError('not-signed-in')
    if (principal.kind !== 'approval') throw new ApiError('not-allowed')
    const request = await parseBody(c, registerLicenseServerRequestSchema)
    c.header('cache-control', 'no-store')
    return c.json(await performRegister(auth, principal, request))
  })

  app.post('/v1/license-servers/:licenseServer/tokens', async (c) => {
    const id = idSchema('licenseServer').safeParse(c.req.param('licenseServer'))
    if (!id.success) throw new ApiError('machine-unknown')
    const request = await parseBody(c, refreshRequestSchema)
    c.header('cache-control', 'no-store')
    return c.json(await performRefresh(auth, id.data, request))
  })
}
