import { describeDriver } from '../../contract/contract.ts'
import { fileFixture } from './fixture.ts'

describeDriver('file', fileFixture)
