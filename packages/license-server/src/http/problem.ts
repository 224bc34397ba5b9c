import { ApiError, toProblem } from '@undongle/core/api/error'
import type { ApiErrorCode } from '@undongle/core/api/errors'
import { DongleError, type DongleFault } from '../dongle/error.ts'
import { StoreError } from '../journal/store-error.ts'

/** What every failure inside this process is called outside. A bug stays a bug: it is logged whole and told as an internal error. */
export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error
  if (error instanceof DongleError) return new ApiError(codeOfFault(error), { detail: error.detail })
  if (error instanceof StoreError) return new ApiError(codeOfStore(error), { detail: error.message })
  return new ApiError('internal-error', {
    detail: error instanceof Error ? (error.stack ?? error.message) : String(error),
  })
}

export const problemOf = (error: unknown, requestId: string) => toProblem(toApiError(error), requestId)

function codeOfFault({ fault, tries }: DongleError): ApiErrorCode {
  if (fault === 'pin-wrong') return tries === 'few' || tries === 'last' ? 'pin-wrong-few-left' : 'pin-wrong'
  return faultCodes[fault]
}

const faultCodes: Record<Exclude<DongleFault, 'pin-wrong'>, ApiErrorCode> = {
  removed: 'dongle-removed',
  replaced: 'dongle-replaced',
  'pin-locked': 'pin-locked',
  'pin-needed': 'pin-needed',
  'last-try-not-confirmed': 'pin-last-try',
  busy: 'dongle-busy',
  'read-only': 'dongle-read-only',
  'dongle-full': 'dongle-full',
  unsupported: 'dongle-foreign',
  incomplete: 'dongle-incomplete',
  damaged: 'dongle-damaged',
  'driver-unavailable': 'driver-unavailable',
  'timed-out': 'driver-timed-out',
  'generation-mismatch': 'dongle-order-mismatch',
  'order-mismatch': 'dongle-order-mismatch',
  'not-an-undongle-dongle': 'dongle-foreign',
  disabled: 'dongle-disabled',
}

function codeOfStore({ code }: StoreError): ApiErrorCode {
  switch (code) {
    case 'journal-disk-full':
      return 'journal-full'
    case 'journal-conflict':
      return 'transfer-id-reused'
    default:
      return 'internal-error'
  }
}
