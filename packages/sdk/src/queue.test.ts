import { ApiError } from '@undongle/core/api/error'
import { expect, test } from 'vitest'
import { leaseWorld } from '../../../test/api/lease-world.ts'

test('[Q99] whoever waits asks by the same id again, and gives up the place alone, never a seat', async () => {
  const { application, state } = leaseWorld()
  state.refuse = new ApiError('no-seat-free', { position: 2, retryAfterSeconds: 30 })
  const waiting = application({ waits: true })
  for (const _ of [1, 2]) await expect(waiting.checkout()).rejects.toMatchObject({ position: 2 })
  const [first, second] = state.asked
  expect(second?.lease).toBe(first?.lease)
  await waiting.leaveQueue()
  expect(state.released).toEqual([first?.lease])
  state.refuse = undefined
  ;(await waiting.checkout()).close()
  expect(state.asked.at(-1)?.lease).not.toBe(first?.lease)
  await waiting.leaveQueue()
  expect(state.released).toHaveLength(1)
})
