import { expect, test } from 'vitest'
import { run } from '../../bench/fleet.ts'

test('[Q102] a fleet that comes back after an outage asks no second time all at once', async () => {
  const { behindLicenseServer, straightFromCloud } = await run({ machines: 20_000 })
  expect(behindLicenseServer.ratio).toBeLessThanOrEqual(2)
  expect(straightFromCloud.ratio).toBeLessThanOrEqual(2)
})
