import type { z } from 'zod'
import { localActivationApi } from './local/activation.ts'
import { localCourierApi } from './local/courier.ts'
import { localDoctorApi } from './local/doctor.ts'
import { localDongleApi } from './local/dongle.ts'
import { localDongleMakingApi } from './local/dongle-making.ts'
import { localLanApi } from './local/lan.ts'
import { localLeaseApi } from './local/lease.ts'
import { localLicenseApi } from './local/license.ts'
import { localMeterApi } from './local/meter.ts'
import { localPermitApi } from './local/permit.ts'
import { localSignInApi } from './local/sign-in.ts'
import { localSourceApi } from './local/source.ts'
import { localStatusApi } from './local/status.ts'
import { localTransferApi } from './local/transfer.ts'
import type { Operation } from './operation.ts'

// The License Server's interface on http://localhost:30304: for its pages, the command line and the applications on the machine.
// Every call that changes something carries the header `Undongle-Token`; checking out a seat does not need it, an exact Origin or none at all does.

export const localTokenHeader = 'undongle-token'

export const localApi = {
  ...localStatusApi,
  ...localSignInApi,
  ...localLicenseApi,
  ...localActivationApi,
  ...localDongleApi,
  ...localDongleMakingApi,
  ...localTransferApi,
  ...localPermitApi,
  ...localSourceApi,
  ...localLeaseApi,
  ...localMeterApi,
  ...localLanApi,
  ...localCourierApi,
  ...localDoctorApi,
} as const satisfies Record<string, Operation>

export type LocalAnswer<Name extends keyof typeof localApi> = z.infer<(typeof localApi)[Name]['answer']>
