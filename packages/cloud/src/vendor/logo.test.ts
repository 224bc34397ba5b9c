import { base64url, utf8 } from '@undongle/core/encoding'
import { logoSizeBytes } from '@undongle/core/vendor/logo'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/postgres/test-database.ts'
import { browser, signedIn } from '../auth/auth.fixture.ts'
import { problemCode } from '../testing/cloud.fixture.ts'
import { startWorld, type World } from '../testing/world.fixture.ts'

let world: World
beforeAll(async () => {
  world = await startWorld(await testDatabase())
})
afterAll(() => world.cloud.stop())

const picture = (words: string) => ({ data: base64url(utf8(`<svg xmlns="http://www.w3.org/2000/svg">${words}</svg>`)) })

test('everybody sees the vendor’s logo, its hash stands with the lines, and without it the name is left', async () => {
  const { page } = world.operator
  const anybody = browser(world.cloud)
  const named = async () => (await anybody.call('GET', '/v1/lines')).body.logo
  expect([problemCode(await anybody.call('GET', '/v1/vendor/logo')), await named()]).toEqual(['not-found', null])
  for (const words of ['one', 'another']) {
    const { body } = await page.call('PUT', '/v1/vendor/logo', picture(words))
    expect(body).toEqual({ hash: await named(), mediaType: 'image/svg+xml' })
    expect((await anybody.call('GET', '/v1/vendor/logo')).body).toEqual({ ...body, ...picture(words) })
  }
  expect((await page.call('DELETE', '/v1/vendor/logo')).body).toEqual({ removed: true })
  expect((await page.call('DELETE', '/v1/vendor/logo')).body).toEqual({ removed: false })
  expect(await named()).toBeNull()
})

test('what is no picture, or too large, is refused; and only the vendor puts one there', async () => {
  const { page } = world.operator
  const put = (from: typeof page, data: string) => from.call('PUT', '/v1/vendor/logo', { data })
  expect(problemCode(await put(page, base64url(utf8('<html><svg/></html>'))))).toBe('logo-refused')
  expect(problemCode(await put(page, picture('x'.repeat(logoSizeBytes)).data))).toBe('request-invalid')
  const owner = await signedIn(world.cloud, [[world.ours.company, 'company-owner']])
  expect(problemCode(await put(owner.page, picture('mine').data))).toBe('not-allowed')
})
