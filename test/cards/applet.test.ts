import { describe } from 'vitest'
import { describeDriver } from '../../packages/license-server/src/dongle/contract/contract.ts'
import { needs } from '../needs.ts'
import { appletFixture } from './applet-fixture.ts'

describe('smart cards', needs('pcscd', 'vsmartcard-vpcd'), () => {
  describeDriver('pcsc-applet (virtual card)', appletFixture, 'sealed')
})
