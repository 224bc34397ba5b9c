import type { SeenDongle } from '@undongle/core/api/local/dongle'
import type { Status } from '@undongle/core/api/local/status'
import { expect, test } from 'vitest'
import { nextStepOf } from './next-step.ts'

const signedIn = { state: 'signed-in' } as Status['signIn']
const signedOut: Status['signIn'] = { state: 'signed-out' }
const ready = { state: 'ready', licenses: [{ state: 'on' }] } as unknown as SeenDongle
const emptied = { state: 'ready', licenses: [{ state: 'off' }] } as unknown as SeenDongle

test.each<[string, Status['signIn'], boolean, SeenDongle[], string]>([
  ['signed in with a dongle that is ready', signedIn, true, [emptied, ready], 'transfer'],
  ['a dongle is ready, but nobody is signed in', signedOut, true, [ready], 'signIn'],
  ['signed in while the service is off', signedIn, false, [], 'enableDongle'],
  ['only a dongle whose licenses have moved', signedIn, true, [emptied], 'plugIn'],
])('%s', (_, signIn, enabled, dongles, step) => {
  expect(nextStepOf(statusOf(signIn, enabled, []), dongles)).toMatchObject({ step })
})

test('a transfer that is not finished comes first', () => {
  const transfer = 'tr_01hzxk3jjh8fv9r3w4m5n6p7q8'
  expect(nextStepOf(statusOf(signedOut, false, [transfer]), [ready])).toEqual({ step: 'openTransfer', transfer })
})

function statusOf(signIn: Status['signIn'], enabled: boolean, running: Status['running']): Status {
  return {
    version: '0.1.0',
    vendor: 'Vendor',
    logo: null,
    cloud: { url: 'http://localhost:8080', reachable: true, lastContactAt: null },
    signIn,
    dongleService: { enabled, drivers: [] },
    clock: 'trusted',
    certificateLog: 'consistent',
    running,
  }
}
