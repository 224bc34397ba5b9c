import { cloudApi } from '@undongle/core/api/cloud'
import { ApiError } from '@undongle/core/api/error'
import type { LedgerFault } from '@undongle/core/api/ledger'
import { expect, test } from 'vitest'
import { runUndongle } from '../../../../test/api/command-line.ts'
import { serveOperations } from '../../../../test/api/serve-operations.ts'

const address = 'http://cloud.test'
const company = 'com_00000000000000000000000000'
const files = { 'addresses.json': JSON.stringify({ cloud: address }), 'operator-token': 'operator-token-of-this-run' }
const run = (args: readonly string[], server: typeof fetch) =>
  runUndongle(['ledger', ...args], { fetch: server, files })

const none = { licenses: 0, transfers: 0, certificates: 0, dongles: 0, register: 0 }
const broken: LedgerFault = { fault: 'chain-broken', row: `custody ${company} lic_1 2`, detail: 'debits dongle:X' }

/** A cloud that answers with these faults, a page each; the places it was asked from are written down. */
function cloudWith(pages: readonly (readonly LedgerFault[])[]) {
  const asked: (string | undefined)[] = []
  const server = serveOperations(cloudApi, {
    'ledger.verify': ({ query, headers }) => {
      if (!headers.get('authorization')?.startsWith('Bearer operator-')) throw new ApiError('not-signed-in')
      const page = asked.push(query.after)
      const next = page < pages.length ? `licenses.${company}.${page}` : null
      return { checked: { ...none, licenses: 2 }, faults: [...(pages[page - 1] ?? [])], next }
    },
  })
  return { server, asked }
}

test('[Q91] a ledger without faults is verified, over all its pages', async () => {
  const { server, asked } = cloudWith([[], [], []])
  const ran = await run(['verify'], server)
  expect(ran).toMatchObject({ exit: 0, out: expect.stringMatching(/licenses +6\n.*VERIFIED\.\n$/s) })
  expect(asked).toEqual([undefined, `licenses.${company}.1`, `licenses.${company}.2`])
})

test('each fault is named by its row, and ends with the exit code of a failed verification', async () => {
  const { server } = cloudWith([[], [broken]])
  const ran = await run(['verify'], server)
  expect(ran.exit).toBe(6)
  expect(ran.out).toContain(broken.row)
  expect(ran.out).toContain('A link does not continue the one before it. debits dongle:X')
  const { server: again } = cloudWith([[], [broken]])
  expect((await run(['verify', '--json'], again)).json()).toEqual({
    verified: false,
    checked: { ...none, licenses: 4 },
    faultCount: 1,
    faults: [broken],
  })
})

test('faults without end are counted and not kept', async () => {
  const page = Array.from({ length: 700 }, () => broken)
  const { server } = cloudWith([page, page, page])
  const ran = await run(['verify', '--json'], server)
  expect(ran.json()).toMatchObject({ faultCount: 2100, faults: { length: 1000 } })
})

test('who is no operator verifies nothing', async () => {
  const { server } = cloudWith([[]])
  const ran = await runUndongle(['ledger', 'verify', '--cloud', 'http://other.test'], { fetch: server, files })
  expect(ran.exit).toBe(2)
})

test('alerts are listed, and a company is let go on', async () => {
  const alert = { id: 'alt_00000000000000000000000000', company, kind: 'ledger-violated', detail: 'I1: seen' } as const
  const server = serveOperations(cloudApi, {
    'alert.list': () => ({ alerts: [{ ...alert, raisedAt: '2026-03-01T12:00:00.000Z' }], next: null }),
    'freeze.lift': ({ parameters }) => ({ lifted: parameters.company === company }),
  })
  expect((await run(['alerts'], server)).out).toContain('I1: seen')
  expect((await run(['lift', company], server)).out).toBe('Its transfers go on.\n')
  expect((await run(['lift', 'com_11111111111111111111111111'], server)).out).toBe('Its transfers were not stopped.\n')
})
