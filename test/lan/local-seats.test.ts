import { expect, test } from 'vitest'
import { run } from '../../bench/local-seats.ts'

test('the benchmark of local seats, in a small size: every seat is given, and no answer is an error', async () => {
  const figures = await run({ pools: [10, 40], clients: [1, 8], checkouts: 60, blocks: 1 })
  expect(figures).toMatchObject({
    rates: [1, 8].map((clients) => ({ clients, errors5xx: 0, refused: 0 })),
    byPool: [10, 40].map((seats) => ({ seats, refused: 0 })),
  })
})
