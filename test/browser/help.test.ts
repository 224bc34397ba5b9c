import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { cloudApi } from '@undongle/core/api/cloud'
import { localApi } from '@undongle/core/api/local'
import { bundleWords, supportBundleSchema } from '@undongle/core/doctor/bundle'
import { base64url, utf8 } from '@undongle/core/encoding'
import { makeId } from '@undongle/core/id'
import { random } from '@undongle/core/node/crypto'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { asLocalUser, asOperator, call } from '../../scripts/call.ts'
import { companies } from '../../scripts/demo/contracts.ts'
import { signIn, signOut, useLink } from '../../scripts/main-job/person.ts'
import { needs } from '../needs.ts'
import { complaintsOf, findingsOf, openBrowser } from './browser.ts'
import { staticAddresses } from './pages-of-wizard.ts'
import { openWorld, plug, unplug, type World } from './world.ts'

// Help for whoever meets the License Server for the first time, or is stuck: every page says what it does, the guide, the doctor, the
// settings. Then the short way of a lab, and who serves its licenses afterwards. The tests go on from each other.

const timeoutMs = 240_000
const stepTimeoutMs = 30_000
const anna = 'anna@lindenhof.example'

describe('help', { ...needs('chromium'), timeout: timeoutMs }, () => {
  let world: World
  let parts: Parameters<typeof signIn>[0]
  let browser: Browser
  let page: Page
  let complaints: string[]
  let host: Server

  beforeAll(async () => {
    world = await openWorld()
    host = await openHost()
    parts = {
      cloud: { address: world.cloud },
      licenseServer: { address: world.licenseServer, dataDir: world.licenseServerDataDir },
    }
    browser = await openBrowser()
    const context = await browser.newContext({ acceptDownloads: true, locale: 'en-US' })
    context.setDefaultTimeout(stepTimeoutMs)
    page = await context.newPage()
    complaints = complaintsOf(page)
  }, timeoutMs)

  afterAll(async () => {
    await browser?.close()
    host?.close()
    await world?.close()
  }, timeoutMs)

  const open = (address: string) => page.goto(`${world.licenseServer}${address}`)
  const heading = (name: string | RegExp) => page.getByRole('heading', { level: 1, name }).waitFor()
  const says = (text: string | RegExp) => page.getByText(text).first().waitFor()
  const menu = (name: string) => page.getByRole('navigation').getByRole('link', { name, exact: true })
  const purpose = () => page.locator('h1 + p').innerText()

  test('[Q06] neither dongle nor license: HOME leads to a dongle, a code, a report of a loss, and support', async () => {
    await unplug(world, 'partly-moved')
    await open('/')
    const ways = page.getByRole('list', { name: 'Ways to a license' })
    for (const way of ['Plug in a dongle', 'Enter an activation code', 'Contact support'])
      await ways.getByRole('link', { name: way }).waitFor()
    expect(await findingsOf(page)).toEqual([])
    await ways.getByRole('link', { name: 'Report a lost or broken dongle' }).click()
    await heading('Contact support')
    const mail = await page.getByRole('link', { name: /^Write to clinic-support@/ }).getAttribute('href')
    expect(decodeURIComponent(mail ?? '')).toContain('a lost or broken dongle')
  })

  test('the vendor’s logo stands on the pages of its customers, also while the cloud is away', async () => {
    const width = () => page.evaluate("document.querySelector('header img')?.naturalWidth")
    const headers = asOperator(world.cloudDataDir)
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="120" height="40"><rect width="120" height="40"/></svg>'
    await call(world.cloud, cloudApi['vendor-logo.put'], { headers, body: { data: base64url(utf8(svg)) } })
    await page.goto(`${world.cloud}/licenses`)
    await expect.poll(width, { timeout: stepTimeoutMs }).toBe(120)
    await fetch(`${world.licenseServer}/v1/readiness?line=clinic&version=6.0`)
    await world.stopCloud()
    await open('/')
    await expect.poll(width, { timeout: stepTimeoutMs }).toBe(120)
    await world.startCloud()
    expect(await findingsOf(page)).toEqual([])
  })

  test.each(staticAddresses())('[Q80] %s says in a sentence what it does', async (address) => {
    await open(address)
    expect(await purpose()).toMatch(/^[A-Z].{30,}\.$/)
    expect(await findingsOf(page)).toEqual([])
  })

  test('[Q49] the guide is in the menu and on the pages a new person meets, and each of its steps leads to its page', async () => {
    for (const start of ['/online-licensing', '/transfer', '/support']) {
      await open(start)
      await page.getByRole('main').getByRole('link', { name: 'Read the step-by-step guide' }).click()
      await heading('Move your licenses step by step')
    }
    for (const [link, title] of [
      ['To ONLINE LICENSING', 'Online licensing'],
      ['To DONGLE', 'Dongle'],
      ['To TRANSFER', 'Transfer'],
      ['To HOME', 'License summary'],
      ['To the DOCTOR', 'Doctor'],
    ] as const) {
      await menu('Step-by-step guide').click()
      await page.getByRole('main').getByRole('link', { name: link, exact: true }).click()
      await heading(title)
    }
  })

  test.each([
    '/online-licensing',
    '/transfer',
    '/guide',
  ])('[Q85] %s says why to move: a dongle breaks or gets lost', async (address) => {
    await open(address)
    await says(/A dongle breaks or gets lost/)
  })

  test('[Q100] the doctor names the first layer that fails, and a file for support is saved without secrets', async () => {
    await open('/doctor')
    await says('Begin with: Account')
    const found = page.getByRole('list', { name: 'What was found' })
    expect(await found.getByRole('listitem').count()).toBe(11)
    for (const words of Object.values(bundleWords)) await says(words)
    const downloading = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Save the file' }).press('Enter')
    const download = await downloading
    expect(download.suggestedFilename()).toMatch(/^undongle-support-\d{4}-\d\d-\d\d\.json$/)
    const text = readFileSync(await download.path(), 'utf8')
    expect(supportBundleSchema.parse(JSON.parse(text)).account.state).toBe('signed-out')
    for (const secret of Object.values(asLocalUser(world.licenseServerDataDir))) expect(text).not.toContain(secret)
    await says(/^Saved as undongle-support-/)
  })

  test('[Q48] [Q100] without the cloud HOME leads to the doctor, which names the network; support is still there', async () => {
    await world.stopCloud()
    await open('/doctor')
    await says('Begin with: Network')
    await says(/Nobody takes the connection at/)
    expect(await findingsOf(page)).toEqual([])
    await menu('HOME').click()
    await says('Not reachable')
    await page.getByRole('link', { name: 'What is wrong? Ask the DOCTOR' }).click()
    await heading('Doctor')
    await menu('Contact support').click()
    await page
      .getByRole('link', { name: /^Write to lab-support@/ })
      .first()
      .waitFor()
  })

  test('[Q100] the cloud is back: looking again names what is left', async () => {
    await world.startCloud()
    await menu('DOCTOR').click()
    await says('Begin with: Account')
  })

  test('[Q06] an application sends its user here: a foreign address is never led back to', async () => {
    const foreign = new URLSearchParams({ ...setUp, returnTo: 'https://evil.example/set-up' })
    const other = await page.context().newPage()
    await other.goto(`${world.licenseServer}/dongle?${foreign}`)
    await other.getByText('The vendor did not register this address to return to.').waitFor()
    expect(await other.locator('a[href*="evil"]').count()).toBe(0)
    await other.close()
  })

  test('[Q06] in a window of the application there is no menu, and help is still in reach', async () => {
    const other = await page.context().newPage()
    await other.goto(`${world.licenseServer}/?${new URLSearchParams({ ...setUp, window: 'plain' })}`)
    await other.getByRole('link', { name: 'Step-by-step guide' }).click()
    await other.getByRole('heading', { level: 1, name: 'Move your licenses step by step' }).waitFor()
    expect(await other.getByRole('navigation').count()).toBe(0)
    expect(await findingsOf(other)).toEqual([])
    await other.close()
  })

  test('[Q06] the application’s own address leads to the first thing to do, and says that the application waits', async () => {
    const returnTo = `http://127.0.0.1:${portOf(host)}/set-up`
    const asked = await fetch(`${world.licenseServer}/v1/readiness?${new URLSearchParams({ ...setUp, returnTo })}`)
    const { page: first } = localApi['readiness.read'].answer.parse(await asked.json())
    expect(first).toMatch(/^\/online-licensing\?/)
    await open(first ?? '')
    await says('Your application waits for this')
    expect(await page.getByRole('link', { name: 'Back to the application' }).count()).toBe(0)
    expect(await findingsOf(page)).toEqual([])
  })

  test('[Q36] a phone reads the sign-in page and its code off the QR code', needs('zbar-tools'), async () => {
    await open('/online-licensing')
    await page.getByRole('button', { name: 'Sign in' }).click()
    const href = await page.getByRole('link', { name: 'Open the sign-in page' }).getAttribute('href')
    await page.getByRole('img', { name: /^QR code/ }).screenshot({ path: path.join(world.folder, 'qr.png') })
    const quiet = { encoding: 'utf8', stdio: 'pipe' } as const
    expect(execFileSync('zbarimg', ['--raw', path.join(world.folder, 'qr.png')], quiet).trim()).toBe(href)
    expect(await findingsOf(page)).toEqual([])
    await page.getByRole('button', { name: 'Cancel this sign-in' }).click()
    await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor()
  })

  test('[Q43] a lab’s short way: the dongle is named, the company in use is confirmed, and the dongle may go', async () => {
    await signIn(parts, await useLink(world.cloud, world.links.get(anna) ?? ''), companies.lindenhof)
    await plug(world, 'nothing-relevant')
    await open('/')
    await says(/^Dongle .*nothing-relevant.* is ready\./)
    await page.getByRole('link', { name: 'Transfer dongle licenses' }).click()
    await heading(/^Check: dongle .*nothing-relevant/)
    expect(await purpose()).toMatch(/Nothing changes yet\.$/)
    await page.getByRole('link', { name: 'Continue to review' }).click()
    await says(/^From dongle .*nothing-relevant/)
    await page.getByText('Lindenhof Dental', { exact: true }).waitFor()
    await page.getByRole('checkbox', { name: /into the account of Lindenhof Dental/ }).check()
    await page.getByRole('button', { name: /^Transfer 2 licenses/ }).click()
    await heading('Result')
    await says('You may unplug the dongle.')
    expect(await purpose()).toMatch(/^What came of it/)
    expect(await findingsOf(page)).toEqual([])
  })

  test('[Q06] then the application can go on, and its user is led back to it', async () => {
    await says('Your application can go on')
    await page.getByRole('link', { name: 'Back to the application' }).press('Enter')
    await heading('Set-up goes on')
    await open('/')
    await heading('License summary')
    expect(await page.getByText('Your application can go on').count()).toBe(0)
  })

  test('[Q47] the switch back to the dongle stands in the settings', async () => {
    await menu('SETTINGS').click()
    const back = page.getByRole('switch', { name: /^Use Lab.* from this dongle instead of the cloud/ })
    await back.press('Space')
    await page.getByRole('switch', { name: /^Use Lab/, checked: true }).waitFor()
    expect(await findingsOf(page)).toEqual([])
    expect(await sourceOf('lab-base')).toBe('dongle')
    await page.getByRole('switch', { name: /^Use Lab/, checked: true }).press('Space')
    await page.getByRole('switch', { name: /^Use Lab/, checked: false }).waitFor()
  })

  test('the network is served when the switch says so, and its join token is shown only when asked', async () => {
    const serve = page.getByRole('switch', { name: 'Serve the machines of the network' })
    await serve.press('Space')
    await page.getByRole('button', { name: 'Show the join token' }).click()
    await says(/^undongle-join-1\//)
    expect(await findingsOf(page)).toEqual([])
    await serve.press('Space')
    await page.getByText(/^undongle-join-1\//).waitFor({ state: 'detached' })
  })

  test('[Q84] afterwards the License Server signed in to the company serves the licenses, without the dongle', async () => {
    await unplug(world, 'nothing-relevant')
    await open('/')
    await says(/get their licenses from this License Server, signed in to Lindenhof Dental/)
    expect(await sourceOf('lab-base')).toBe('cloud')
    await signOut(parts)
    await page.getByText('Not signed in').first().waitFor()
    expect(await page.locator('main').innerText()).not.toContain('Lindenhof')
    await expect(sourceOf('lab-points')).rejects.toThrow(/product-unknown|not-signed-in/)
  })

  test('no script of ours failed, and the Content-Security-Policy refused nothing', () => {
    expect(complaints).toEqual([])
  })

  /** An application takes a seat and gives it back. @returns where it came from */
  async function sourceOf(product: string): Promise<'dongle' | 'cloud'> {
    const headers = asLocalUser(world.licenseServerDataDir)
    const parameters = { lease: makeId('lease', new Date(), random) }
    const taken = { headers, parameters, body: { product, version: '3.0' } }
    const { source } = await call(world.licenseServer, localApi['lease.put'], taken)
    await call(world.licenseServer, localApi['lease.release'], { headers, parameters })
    return source
  }
})

/** What the application asks at its first start after its update. */
const setUp = { line: 'lab', version: '3.0', moment: 'update' } as const

/** A vendor's application that waits for its user at an address of this machine. */
async function openHost(): Promise<Server> {
  const host = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html', connection: 'close' })
    response.end('<title>Set-up</title><h1>Set-up goes on</h1>')
  })
  await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve))
  return host
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port
