import { localApi } from '@undongle/core/api/local'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { asLocalUser, call } from '../../scripts/call.ts'
import { companies } from '../../scripts/demo/contracts.ts'
import { signIn, useLink } from '../../scripts/main-job/person.ts'
import { needs } from '../needs.ts'
import { complaintsOf, findingsOf, openBrowser } from './browser.ts'
import { openWorld, plug, type World } from './world.ts'

// Three dongles in one machine, of a line whose policy moves all of them in one run: two that move and one of another company.

const timeoutMs = 240_000
const stepTimeoutMs = 30_000

describe('the pages of a run of several dongles', { ...needs('chromium'), timeout: timeoutMs }, () => {
  let world: World
  let browser: Browser
  let page: Page
  let complaints: string[]

  beforeAll(async () => {
    world = await openWorld()
    const parts = {
      cloud: { address: world.cloud },
      licenseServer: { address: world.licenseServer, dataDir: world.licenseServerDataDir },
    }
    const session = await useLink(world.cloud, world.links.get('anna@lindenhof.example') ?? '')
    await signIn(parts, session, companies.lindenhof)
    await plug(world, 'all-moved')
    await plug(world, 'other-company')
    browser = await openBrowser()
    const context = await browser.newContext({ locale: 'en-US' })
    context.setDefaultTimeout(stepTimeoutMs)
    page = await context.newPage()
    complaints = complaintsOf(page)
  }, timeoutMs)

  afterAll(async () => {
    await browser?.close()
    await world?.close()
  }, timeoutMs)

  const heading = (name: string | RegExp) => page.getByRole('heading', { name }).waitFor()

  test('[Q67] the review shows each dongle with its plan, and the one that stays out with its reason', async () => {
    const headers = asLocalUser(world.licenseServerDataDir)
    const { dongles } = await call(world.licenseServer, localApi['dongle.list'], { headers })
    const first = dongles.find(({ serial }) => serial.includes('partly-moved'))?.dongle
    await page.goto(`${world.licenseServer}/transfer/review?dongle=${first}&line=clinic`)
    await heading('Review the transfer')
    await heading(/^Dongle .*partly-moved/)
    await heading(/^Dongle .*all-moved/)
    const heldBack = page.locator('section', { has: page.getByRole('heading', { name: 'Not in this run' }) })
    await heldBack.getByText(/^Dongle .*other-company/).waitFor()
    expect(await heldBack.innerText()).toMatch(/another company/i)
    expect(await findingsOf(page)).toEqual([])
  })

  /** The first transfer may have ended before the next one begins: they belong together all the same. */
  async function beginSecondAfterFirst(): Promise<void> {
    let begun = 0
    const isOver = async () => {
      const { transfers } = await call(world.licenseServer, localApi['transfer.list'])
      return transfers.every(({ state }) => state === 'finished')
    }
    await page.route('**/v1/transfers/*', async (request) => {
      if (request.request().method() === 'PUT' && begun++ > 0)
        await expect.poll(isOver, { timeout: stepTimeoutMs }).toBe(true)
      await request.continue()
    })
  }

  test('[Q67] one tick and one button move both, and each page leads to the other', async () => {
    await beginSecondAfterFirst()
    await page.getByRole('checkbox', { name: /want to move 5 licenses into the account of Lindenhof Dental/ }).check()
    await page.getByRole('button', { name: 'Transfer 5 licenses' }).click()
    await heading('Result')
    const beside = page.locator('section', { has: page.getByRole('heading', { name: 'At the same time' }) })
    await beside.getByText('All licenses have moved').waitFor()
    expect(await findingsOf(page)).toEqual([])
    await beside.getByRole('link', { name: /^Open the transfer of .*all-moved/ }).click()
    await page.getByText('You may unplug the dongle.').waitFor()
    await beside.getByText('This line’s licenses have moved').waitFor()
    await page.getByText('The licenses can be used from the cloud now.').waitFor()
  })

  test('[Q67] afterwards the other company’s dongle alone is left, as it was', async () => {
    const { transfers } = await call(world.licenseServer, localApi['transfer.list'])
    expect(transfers.map(({ result }) => result).toSorted()).toEqual(['all-moved', 'partly-moved'])
    const { dongles } = await call(world.licenseServer, localApi['dongle.list'])
    const other = dongles.find(({ serial }) => serial.includes('other-company'))
    expect(other?.licenses.map(({ state }) => state)).toEqual(['on', 'on'])
    expect(complaints).toEqual([])
  })
})
