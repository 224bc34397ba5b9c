import { makeActivationCode, showActivationCode } from '@undongle/core/activation/code'
import { ApiError, problemSchema } from '@undongle/core/api/error'
import { localTokenHeader } from '@undongle/core/api/local'
import { type LicenseId, makeId } from '@undongle/core/id'
import { random } from '@undongle/core/node/crypto'
import { expect, test } from 'vitest'
import { makeTestServer, testPort, testToken } from '../app.fixture.ts'
import { redeemCode } from './redeem.ts'

const code = makeActivationCode((sizeBytes) => new Uint8Array(sizeBytes).fill(7))
const printed = showActivationCode(code)
const mistyped = `${printed.slice(0, -1)}${printed.endsWith('2') ? '3' : '2'}`
const id = (): LicenseId => makeId('license', new Date(), random)

function cloudThat(lists: boolean) {
  const asked: string[] = []
  return {
    asked,
    async redeem(license: LicenseId, typed: string) {
      asked.push(typed)
      return {
        license: {
          id: license,
          line: 'clinic',
          product: 'clinic-scan',
          name: 'Scan',
          generation: '3.0',
          quantity: 1,
          term: { kind: 'perpetual' as const },
        },
        redeemedAt: '2026-03-01T12:00:00.000Z',
      }
    },
    async refreshLicenses() {
      asked.push('licenses')
      if (!lists) throw new ApiError('cloud-unreachable')
      return { licenses: [], asOf: '2026-03-01T12:00:00.000Z' }
    },
  }
}

test('[Q11] a mistyped code is refused here, and the cloud counts no guess', async () => {
  const cloud = cloudThat(true)
  await expect(redeemCode(cloud, id(), mistyped)).rejects.toMatchObject({ code: 'activation-code-mistyped' })
  expect(cloud.asked).toEqual([])
})

test.each([
  true,
  false,
])('[Q11] a code is sent as it is kept, and what it gave is told even where the list can’t be asked for: %s', async (answers) => {
  const cloud = cloudThat(answers)
  const license = id()
  const { license: redeemed } = await redeemCode(cloud, license, ` ${printed.toLowerCase()} `)
  expect(redeemed).toMatchObject({ id: license, name: 'Scan' })
  expect(cloud.asked).toEqual([code, 'licenses'])
})

test('[Q11] over HTTP: mistyped before anything else, then nobody is signed in', async () => {
  const local = makeTestServer()
  const host = `localhost:${testPort}`
  const redeem = async (typed: string) => {
    const headers = { host, 'content-type': 'application/json', [localTokenHeader]: testToken }
    const init = { method: 'PUT', headers, body: JSON.stringify({ code: typed }) }
    const answer = await local.app.request(`http://${host}/v1/activations/${id()}`, init)
    return problemSchema.parse(await answer.json()).code
  }
  expect(await redeem(mistyped)).toBe('activation-code-mistyped')
  expect(await redeem(printed)).toBe('not-signed-in')
  await local.close()
})
