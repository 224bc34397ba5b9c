import { activationErrors } from './errors/activation.ts'
import { alignmentErrors } from './errors/alignment.ts'
import { askingErrors } from './errors/asking.ts'
import { callerErrors } from './errors/caller.ts'
import { caseErrors } from './errors/case.ts'
import { courierErrors } from './errors/courier.ts'
import { documentErrors } from './errors/document.ts'
import { dongleErrors } from './errors/dongle.ts'
import { importErrors } from './errors/import.ts'
import { leaseErrors } from './errors/lease.ts'
import { licenseServerErrors } from './errors/license-server.ts'
import { meterErrors } from './errors/meter.ts'
import { nodeErrors } from './errors/node.ts'
import { permitErrors } from './errors/permit.ts'
import { policyErrors } from './errors/policy.ts'
import { rehearsalErrors } from './errors/rehearsal.ts'
import { transferErrors } from './errors/transfer.ts'
import { vendorErrors } from './errors/vendor.ts'
import { waveErrors } from './errors/wave.ts'

/** Every coded "no" of the two APIs. The reference page, the command line and the web's messages are built from this table. */
export const apiErrors = {
  ...askingErrors,
  ...callerErrors,
  ...transferErrors,
  ...permitErrors,
  ...documentErrors,
  ...dongleErrors,
  ...licenseServerErrors,
  ...courierErrors,
  ...leaseErrors,
  ...nodeErrors,
  ...meterErrors,
  ...importErrors,
  ...policyErrors,
  ...vendorErrors,
  ...caseErrors,
  ...alignmentErrors,
  ...waveErrors,
  ...rehearsalErrors,
  ...activationErrors,
} as const
export type ApiErrorCode = keyof typeof apiErrors

export const isApiErrorCode = (code: string): code is ApiErrorCode => Object.hasOwn(apiErrors, code)
