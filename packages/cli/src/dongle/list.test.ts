import { ApiError, toProblem } from '@undongle/core/api/error'
import { localApi } from '@undongle/core/api/local'
import type { SeenDongle } from '@undongle/core/api/local/dongle'
import { expect, test } from 'vitest'
import { runUndongle } from '../../../../test/api/command-line.ts'
import { serveOperations } from '../../../../test/api/serve-operations.ts'

const nothing = { key: null, pin: 'none', generation: null, licenses: [], grade: null } as const
const unread: SeenDongle = {
  ...nothing,
  licenses: [],
  dongle: 'd1',
  serial: 'A1',
  label: 'CodeMeter CmStick (Wibu-Systems)',
  driver: { name: 'usb-detect', version: '1', evaluation: false },
  state: 'unread',
  problem: toProblem(new ApiError('dongle-runtime-missing'), ''),
}
const told: SeenDongle = {
  ...nothing,
  licenses: [],
  dongle: 'd2',
  serial: '3-6903986',
  label: 'CodeMeter CmContainer 3-6903986',
  driver: { name: 'codemeter-cmu', version: '8.10', evaluation: false },
  state: 'ready',
  problem: null,
  grade: { class: 'B', crashSafe: false, tamperProof: false },
  told: { verified: 'partly', entries: [{ code: '6000010:201', name: 'Scan and plan', ends: '2027-06-30' }] },
}
const server = serveOperations(localApi, { 'dongle.list': () => ({ dongles: [unread, told], checkedAt: null }) })
const files = { 'addresses.json': JSON.stringify({ licenseServer: 'http://localhost:30304' }) }
const run = (...args: string[]) => runUndongle(['dongle', ...args], { fetch: server, files })

test('[Q80] a dongle that nothing reads is listed with what to do next', async () => {
  const { out, exit } = await run('list')
  expect(exit).toBe(0)
  expect(out).toContain('unread')
  expect(out).toContain(
    'CodeMeter CmStick (Wibu-Systems) (A1): This dongle is plugged in, but its runtime is not installed',
  )
  expect(out).toContain('Install and start the runtime that came with the software of this dongle.')
  expect(out).not.toContain('0 of 0')
})

test('what a runtime says is shown as its word, with how far it was checked', async () => {
  const { out } = await run('show', 'd2')
  expect(out).toMatch(/6000010:201 +Scan and plan +2027-06-30/)
  expect(out).toContain('not checked on hardware')
})
