import { describeDriver } from '../../contract/contract.ts'
import { softHsmFixture } from './fixture.ts'

describeDriver('pkcs11 (SoftHSM2)', softHsmFixture)
