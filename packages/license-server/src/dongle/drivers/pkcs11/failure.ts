import { DongleError, type DongleFault } from '../../error.ts'
import { CKR } from './constants.ts'
import { Pkcs11Failure } from './library.ts'

const faults = new Map<number, DongleFault>([
  [CKR.DEVICE_REMOVED, 'removed'],
  [CKR.TOKEN_NOT_PRESENT, 'removed'],
  [CKR.SLOT_ID_INVALID, 'removed'],
  [CKR.TOKEN_NOT_RECOGNIZED, 'removed'],
  [CKR.SESSION_HANDLE_INVALID, 'removed'],
  [CKR.SESSION_CLOSED, 'removed'],
  [CKR.DEVICE_MEMORY, 'dongle-full'],
  [CKR.TOKEN_WRITE_PROTECTED, 'read-only'],
  [CKR.SESSION_READ_ONLY, 'read-only'],
  [CKR.USER_TYPE_INVALID, 'read-only'],
  [CKR.ACTION_PROHIBITED, 'read-only'],
  [CKR.FUNCTION_NOT_SUPPORTED, 'unsupported'],
  [CKR.SESSION_COUNT, 'busy'],
  [CKR.USER_NOT_LOGGED_IN, 'pin-needed'],
  [CKR.USER_PIN_NOT_INITIALIZED, 'unsupported'],
  [CKR.PIN_EXPIRED, 'unsupported'],
  [CKR.PIN_LOCKED, 'pin-locked'],
  [CKR.PIN_INCORRECT, 'pin-wrong'],
  [CKR.PIN_INVALID, 'pin-wrong'],
  [CKR.PIN_LEN_RANGE, 'pin-wrong'],
  [CKR.HOST_MEMORY, 'driver-unavailable'],
])

/**
 * Says in the driver's words what a module answered.
 *
 * @param present whether the dongle is still there: a general error of a pulled token only means that it was pulled
 */
export function toDongleError(error: unknown, present: () => boolean): unknown {
  if (!(error instanceof Pkcs11Failure)) return error
  const fault = faults.get(error.code) ?? (present() ? 'driver-unavailable' : 'removed')
  return new DongleError(fault, error.message)
}
