import { ApiError } from '@undongle/core/api/error'
import type { Endpoints } from '../http/call.ts'

type PermitEndpoint =
  | 'transfer.move'
  | 'transfer.cancel'
  | 'permit.put'
  | 'permit.give-back'
  | 'epoch.check-in'
  | 'epoch.start'

export function permitEndpoints(): Pick<Endpoints, PermitEndpoint> {
  const notThere = () => Promise.reject(new ApiError('not-found'))
  return {
    'transfer.move': notThere,
    'transfer.cancel': notThere,
    'permit.put': notThere,
    'permit.give-back': notThere,
    'epoch.check-in': notThere,
    'epoch.start': notThere,
  }
}
