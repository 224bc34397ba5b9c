import { cloudApi } from '@undongle/core/api/cloud'
import { expect, test } from 'vitest'
import { runUndongle } from '../../../../test/api/command-line.ts'
import { serveOperations } from '../../../../test/api/serve-operations.ts'

const files = {
  'addresses.json': JSON.stringify({ cloud: 'http://cloud.test' }),
  'operator-token': 'operator-token-of-this-run',
}
const company = 'com_01m81s59jdek088n9j23wbfkm6'
const licenseServer = 'ls_01m81s59jdek088n9j23wbfkm6'
const declaredAt = '2026-03-01T12:00:00.000Z'
const until = '2026-03-11T15:00:00.000Z'
const machineOf = (gone: { declaredAt: string; until: string | null } | null, copiedAt: string | null = null) => ({
  copiedAt,
  licenseServer,
  name: 'front desk',
  registeredAt: declaredAt,
  lastSeenAt: declaredAt,
  revoked: gone !== null,
  gone,
})

test('a machine that is gone is signed out, and it is said until when something waits', async () => {
  const asked: unknown[] = []
  const server = serveOperations(cloudApi, {
    'machine.gone': ({ parameters, body }) => {
      asked.push(parameters, body)
      return machineOf({ declaredAt, until })
    },
    'machine.list': () => ({ machines: [machineOf({ declaredAt, until }), machineOf(null), machineOf(null, until)] }),
  })
  const run = (...args: string[]) => runUndongle(['machine', ...args, '--company', company], { fetch: server, files })
  const gone = await run('gone', licenseServer, '--reason', 'Scrapped')
  expect(gone).toMatchObject({ exit: 0, out: expect.stringContaining(`until ${until}`) })
  expect(asked).toEqual([{ licenseServer }, { reason: 'Scrapped' }])
  const { out } = await run('list')
  expect(out).toContain(`gone; waited for until ${until}`)
  expect(out).toMatch(/signed in$/m)
  expect(out).toContain(`signed in; two machines use its key, noticed ${until}`)
})
