import { ApiError } from '@undongle/core/api/error'
import { expect, test } from 'vitest'
import { unplugged, leaseWorld as world } from '../../../test/api/lease-world.ts'
import { LicenseError } from './license-error.ts'

async function refusalOf(act: Promise<unknown>): Promise<LicenseError> {
  const error = await act.catch((reason: unknown) => reason)
  return error instanceof LicenseError ? error : expect.fail(`a LicenseError was expected, not ${String(error)}`)
}

test('points are taken, and it is told how many are left', async () => {
  const { application, state } = world()
  const license = application()
  expect(await license.consume(30)).toMatchObject({ points: 30, balance: 70 })
  expect(await license.consume(30)).toMatchObject({ points: 30, balance: 40 })
  expect(await refusalOf(license.consume(41))).toMatchObject({ code: 'points-used-up' })
  expect(state.taken.size).toBe(2)
})

test('the same piece of work takes its points once', async () => {
  const { application, state } = world()
  const license = application()
  const id = license.newConsumption()
  const first = await license.consume(30, id)
  expect(await license.consume(30, id)).toEqual(first)
  expect(await refusalOf(license.consume(31, id))).toMatchObject({ code: 'meter-entry-reused' })
  expect(state.points).toBe(70)
})

test('an answer that was lost is asked for again, under the same id', async () => {
  const { application, state } = world()
  let lost = 0
  const flaky: typeof fetch = async (input, init) => {
    const response = await state.server(input, init)
    if (lost++ === 0) throw new Error('the line is down')
    return response
  }
  expect(await application({ fetch: flaky }).consume(30)).toMatchObject({ balance: 70 })
  expect([lost, state.taken.size]).toEqual([2, 1])
})

test('where nobody says what came of it, the same call settles it later', async () => {
  const { application, state } = world()
  state.answersAreLost = true
  const { code, consumption, next } = await refusalOf(application().consume(30))
  expect(code).toBe('points-unsettled')
  expect(next).not.toBe('')
  state.answersAreLost = false
  expect(await application().consume(30, consumption)).toMatchObject({ id: consumption, balance: 70 })
  expect(state.taken.size).toBe(1)
})

test('[Q76] offline points are refused, with the reason and what to do', async () => {
  const { application, state } = world()
  state.refuse = new ApiError('points-offline')
  const { code, say, next } = await refusalOf(application().consume(30))
  expect({ code, say, next }).toMatchObject({ code: 'points-offline', say: state.refuse.message })
  expect(next).toContain('Connect this machine')
  expect((await refusalOf(application({ fetch: unplugged }).consume(30))).code).toBe('points-unsettled')
})
