import path from 'node:path'
import { cloudApi } from '@undongle/core/api/cloud'
import { ApiError, toProblem } from '@undongle/core/api/error'
import { signInPaths } from '@undongle/core/api/sign-in'
import { expect, test } from 'vitest'
import { dataFolder, runUndongle } from '../../../../test/api/command-line.ts'
import { type Call, serveOperations } from '../../../../test/api/serve-operations.ts'

const address = 'http://cloud.test'
const reply = {
  added: { companies: 1, contracts: 1, licenses: 1, dongles: 0, people: 1 },
  changed: { contracts: 0, licenses: 0, dongles: 0 },
  waiting: 0,
  unchanged: 0,
  setUpLinks: [{ email: 'ada@smile.example', link: `${address}/setup#token=x` }],
}
const contracts = { vendor: 'Vendor', lines: [], products: [], companies: [], contracts: [], dongles: [] }

/** A cloud that knows one operator and notes what came to it. */
function cloud() {
  const seen = { imports: [] as Call[], sessions: [] as string[] }
  const operations = serveOperations(cloudApi, {
    'contract.import': (call) => {
      const { headers } = call
      if (headers.get('cookie') !== 'session=s1' && !headers.get('authorization')) throw new ApiError('not-signed-in')
      seen.imports.push(call)
      return reply
    },
  })
  const server: typeof fetch = async (input, init) => {
    if (!String(input).endsWith(signInPaths.session)) return operations(input, init)
    seen.sessions.push(`${init?.method} ${new Headers(init?.headers).get('origin')}`)
    if (init?.method === 'DELETE') return new Response(null, { status: 204 })
    if (JSON.parse(String(init?.body)).password !== 'a long password') {
      return Response.json(toProblem(new ApiError('sign-in-refused'), 'r'), { status: 401 })
    }
    return Response.json({}, { headers: { 'set-cookie': 'session=s1; HttpOnly; Path=/' } })
  }
  return { server, seen }
}

const fileOf = (name: string, text: string) => path.join(dataFolder({ [name]: text }), name)
const json = fileOf('contracts.json', JSON.stringify(contracts))
const importing = (file: string, ...more: string[]) => ['contract', 'import', file, '--cloud', address, ...more]

test('an operator signs in for one command and out again; the set-up links are shown', async () => {
  const { server, seen } = cloud()
  const ran = await runUndongle(importing(json, '--email', 'op@vendor.example'), {
    fetch: server,
    answers: ['a long password'],
  })
  expect(ran).toMatchObject({ exit: 0, out: expect.stringContaining(`${address}/setup#token=x`) })
  expect(seen.sessions).toEqual([`POST ${address}`, `DELETE ${address}`])
  expect(ran.out + ran.err).not.toContain('a long password')
})

test('a wrong password imports nothing', async () => {
  const { server, seen } = cloud()
  const ran = await runUndongle(importing(json, '--email', 'op@vendor.example', '--password-file', '-'), {
    fetch: server,
    input: 'wrong',
  })
  expect(ran.exit).toBe(5)
  expect(seen.imports).toEqual([])
})

test('the token of a data folder goes to the cloud of that folder, and to no other', async () => {
  const files = { 'addresses.json': JSON.stringify({ cloud: address }), 'operator-token': 'operator-secret\n' }
  const own = cloud()
  expect((await runUndongle(importing(json), { fetch: own.server, files })).exit).toBe(0)
  expect(own.seen.imports[0]?.headers.get('authorization')).toBe('Bearer operator-secret')
  const foreign = cloud()
  const ran = await runUndongle(['contract', 'import', json, '--cloud', 'http://foreign.test'], {
    fetch: foreign.server,
    files,
  })
  expect(ran.exit).toBe(2)
  expect(foreign.seen.imports).toEqual([])
})

test('each wrong place of a file is named, and nothing is sent', async () => {
  const { server, seen } = cloud()
  const wrong = { ...contracts, contracts: [{ number: 'C 1', company: 'x', kind: 'gift', licenses: [] }] }
  const ran = await runUndongle(importing(fileOf('c.json', JSON.stringify(wrong)), '--json'), { fetch: server })
  expect(ran.exit).toBe(2)
  expect(JSON.parse(ran.err).places).toEqual(expect.arrayContaining([expect.stringContaining('/contracts/0/number')]))
  expect(seen).toEqual({ imports: [], sessions: [] })
})
