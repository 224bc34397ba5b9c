import type { z } from 'zod'
import { accountApi } from './account.ts'
import { activationApi } from './activation.ts'
import { alignmentApi } from './alignment.ts'
import { caseApi } from './case.ts'
import { contractApi } from './contract.ts'
import { courierApi } from './courier.ts'
import { declarationApi } from './declaration.ts'
import { emergencyApi } from './emergency.ts'
import { importApi } from './import.ts'
import { leaseApi } from './lease.ts'
import { ledgerApi } from './ledger.ts'
import { licenseApi } from './license.ts'
import { lineApi } from './line.ts'
import { lossApi } from './loss.ts'
import { machineApi } from './machine.ts'
import { meterApi } from './meter.ts'
import { movedApi } from './moved.ts'
import type { Operation } from './operation.ts'
import type { OperationName } from './permission.ts'
import { permitApi } from './permit.ts'
import { policyApi } from './policy.ts'
import { readinessApi } from './readiness.ts'
import { rehearsalApi } from './rehearsal.ts'
import { resellerApi } from './reseller.ts'
import { seatApi } from './seat.ts'
import { transferApi } from './transfer.ts'
import { vendorApi } from './vendor.ts'
import { waveApi } from './wave.ts'
import { wayBackApi } from './way-back.ts'

/** The license cloud's HTTP interface (see also api/sign-in, api/device-grant and api/license-server, which the sign-in library shapes). */
export const cloudApi = {
  ...accountApi,
  ...contractApi,
  ...lineApi,
  ...vendorApi,
  ...policyApi,
  ...emergencyApi,
  ...readinessApi,
  ...licenseApi,
  ...transferApi,
  ...permitApi,
  ...machineApi,
  ...courierApi,
  ...ledgerApi,
  ...declarationApi,
  ...leaseApi,
  ...seatApi,
  ...meterApi,
  ...caseApi,
  ...lossApi,
  ...alignmentApi,
  ...wayBackApi,
  ...resellerApi,
  ...movedApi,
  ...importApi,
  ...waveApi,
  ...rehearsalApi,
  ...activationApi,
} as const satisfies Record<OperationName, Operation>

export type Answer<Name extends keyof typeof cloudApi> = z.infer<(typeof cloudApi)[Name]['answer']>
