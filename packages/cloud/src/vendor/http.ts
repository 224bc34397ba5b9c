import { ApiError } from '@undongle/core/api/error'
import { fromBase64url } from '@undongle/core/encoding'
import { hashBytes } from '@undongle/core/hash'
import { logoTypeOf } from '@undongle/core/vendor/logo'
import type { Deps } from '../deps.ts'
import type { Endpoints } from '../http/call.ts'
import { deleteLogo, findLogo, writeLogo } from './store.ts'

type VendorEndpoint = 'vendor-logo.read' | 'vendor-logo.put' | 'vendor-logo.remove'

export function vendorEndpoints({ db }: Deps): Pick<Endpoints, VendorEndpoint> {
  return {
    'vendor-logo.read': async () => {
      const logo = await findLogo(db)
      if (logo === undefined) throw new ApiError('not-found', { detail: 'no logo' })
      return logo
    },
    'vendor-logo.put': async ({ body: { data } }) => {
      const mediaType = logoTypeOf(data)
      if (mediaType === undefined) throw new ApiError('logo-refused')
      const hash = hashBytes(fromBase64url(data) ?? new Uint8Array())
      await writeLogo(db, { hash, mediaType, data })
      return { hash, mediaType }
    },
    'vendor-logo.remove': async () => ({ removed: await deleteLogo(db) }),
  }
}
