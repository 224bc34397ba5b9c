import path from 'node:path'
import { cloudApi } from '@undongle/core/api/cloud'
import { expect, test } from 'vitest'
import { dataFolder, runUndongle } from '../../../../test/api/command-line.ts'
import { serveOperations } from '../../../../test/api/serve-operations.ts'

const address = 'http://cloud.test'
const files = { 'addresses.json': JSON.stringify({ cloud: address }), 'operator-token': 'operator-secret\n' }
const id = 'imp_01kjmmmrc03ecj2d1g0000000z'
const counts = { companies: 1, added: 2, changed: 1, ended: 0, waiting: 0, unchanged: 0, refused: 0 }
const progress = { import: id, state: 'received', lines: 3, records: 4, faults: 0, firstFaults: [], counts } as const

test('a table is sent as it is, under its source’s name; what cannot be read is told, with the line', async () => {
  const seen: { address: string; type: string | null; text: string }[] = []
  const server: typeof fetch = async (input, init) => {
    const request = new Request(input, init)
    seen.push({ address: request.url, type: request.headers.get('content-type'), text: await request.text() })
    const firstFaults = [{ line: 2, place: 'quantity', reason: 'is not a number' }]
    return Response.json({ ...progress, faults: 1, firstFaults })
  }
  const file = path.join(dataFolder({ 'c.csv': 'a,b\n1,2\n' }), 'c.csv')
  const ran = await runUndongle(['import', 'send', file, '--source', 'sap', '--import', id], { fetch: server, files })
  expect(seen).toEqual([
    { address: `${address}/v1/imports/${id}?source=sap&table=licenses`, type: 'text/csv', text: 'a,b\n1,2\n' },
  ])
  expect(ran).toMatchObject({ exit: 3, out: expect.stringMatching(/2\s+quantity\s+is not a number/) })
})

test('the dry run goes through all pages, and applying goes on until all is taken over', async () => {
  const asked: unknown[] = []
  const server = serveOperations(cloudApi, {
    'import.compare': ({ query }) => {
      asked.push(query)
      return { counts, changes: [], next: query.after === undefined ? 'com_1' : null }
    },
    'import.apply': () => {
      asked.push('apply')
      const state = asked.filter((call) => call === 'apply').length < 3 ? ('applying' as const) : ('applied' as const)
      return { ...progress, state, setUpLinks: [{ email: 'ada@smile.example', link: `${address}/setup#token=x` }] }
    },
  })
  const compared = await runUndongle(['import', 'compare', id, '--json'], { fetch: server, files })
  expect(JSON.parse(compared.out)).toMatchObject({ companies: 2, added: 4 })
  const applied = await runUndongle(['import', 'apply', id, '--json'], { fetch: server, files })
  expect(JSON.parse(applied.out).setUpLinks).toHaveLength(3)
})
