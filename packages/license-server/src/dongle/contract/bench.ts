import { afterAll, afterEach, beforeAll } from 'vitest'
import type { DongleService } from '../host/service.ts'
import { signOrder } from './documents.ts'
import type { DriverFixture, ObjectHands } from './fixture.ts'
import { leaveNothingOpen, type MadeDongle, makeTestDongle, startedServices } from './hands.ts'

/** One driver with its real dongles, as the tests of the contract meet it. */
export interface Bench {
  readonly name: string
  readonly fixture: DriverFixture
  /** Nothing but the dongle itself changes what is on it. */
  readonly isSealed: boolean
  /** @throws where the dongle is sealed */
  readonly objects: ObjectHands
  /** One that runs during all tests. */
  readonly service: DongleService
  /** One more, which is stopped after the test. */
  readonly startForTest: DriverFixture['start']
  make(dongle: string): Promise<MadeDongle>
  order(dongle: MadeDongle, generation: number, ...positions: number[]): string
}

/** Inside a `describe`: set up before its tests, and gone after them. */
export function useBench(name: string, openFixture: () => Promise<DriverFixture>, isSealed: boolean): Bench {
  let fixture: DriverFixture
  let service: DongleService
  beforeAll(async () => {
    fixture = await openFixture()
    service = fixture.start()
  })
  afterEach(leaveNothingOpen)
  afterAll(async () => fixture.stop())
  return {
    name,
    isSealed,
    get objects() {
      if (fixture.objects === undefined) throw new Error('nobody else can write on it')
      return fixture.objects
    },
    get fixture() {
      return fixture
    },
    get service() {
      return service
    },
    startForTest(settings) {
      const started = fixture.start(settings)
      startedServices.push(started)
      return started
    },
    make: (dongle) => makeTestDongle(fixture, service, dongle),
    order: (dongle, generation, ...positions) =>
      signOrder({ dongle: dongle.identity.id, list: dongle.list, generation, positions }),
  }
}
