import { readFileSync } from 'node:fs'
import { certificateBundleSchema } from '@undongle/core/document/certificate-bundle'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { needs } from '../needs.ts'
import { complaintsOf, findingsOf, openBrowser } from './browser.ts'
import { makeCode, makeDongle, openWorld, unplug, type World } from './world.ts'

// One person's way through the real, built pages of the License Server and the cloud: signed out, signed in, a transfer, its proof.
// The tests go on from each other; each page met on the way is looked at in light, dark and narrow.

const timeoutMs = 240_000
const stepTimeoutMs = 20_000
const email = 'anna@lindenhof.example'
const password = 'an oak, a ladder and rain'
const scriptName = '<img src=x onerror="document.title=1">'

describe('the pages', { ...needs('chromium'), timeout: timeoutMs }, () => {
  let world: World
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let complaints: string[]

  beforeAll(async () => {
    world = await openWorld()
    browser = await openBrowser()
    context = await browser.newContext({ acceptDownloads: true, locale: 'en-US' })
    context.setDefaultTimeout(stepTimeoutMs)
    page = await context.newPage()
    complaints = complaintsOf(page)
  }, timeoutMs)

  afterAll(async () => {
    await browser?.close()
    await world?.close()
  }, timeoutMs)

  const openLocal = (path: string) => page.goto(`${world.licenseServer}${path}`)
  const heading = (name: string | RegExp) => page.getByRole('heading', { level: 1, name }).waitFor()
  const menu = (name: string) => page.getByRole('navigation').getByRole('link', { name, exact: true })

  test('[Q34] HOME answers in a browser on this machine', async () => {
    await openLocal('/')
    await heading('License summary')
    await page.getByText('Not signed in').first().waitFor()
    expect(await findingsOf(page)).toEqual([])
  })

  test('[Q35] the menu has HOME, ONLINE LICENSING, DONGLE and TRANSFER, and each opens its page', async () => {
    for (const [entry, title] of [
      ['ONLINE LICENSING', 'Online licensing'],
      ['DONGLE', 'Dongle'],
      ['TRANSFER', 'Transfer'],
      ['DRAWER', 'Drawer of evaluation dongles'],
      ['HOME', 'License summary'],
    ] as const) {
      await menu(entry).click()
      await heading(title)
    }
  })

  test('[Q48] support can be reached before anybody signed in', async () => {
    await menu('Contact support').click()
    await heading('Contact support')
    await page.getByRole('link', { name: /^Write to clinic-support@/ }).waitFor()
    expect(await findingsOf(page)).toEqual([])
  })

  test('the one-time link sets a password, and the console shows the licenses of the company [Q45]', async () => {
    await page.goto(linkOf(email))
    await heading('Set your password')
    expect(await findingsOf(page)).toEqual([])
    await page.getByLabel('New password').fill(password)
    await page.getByLabel('The same again').fill(password)
    await page.getByRole('button', { name: 'Set password and sign in' }).click()
    await heading('Licenses')
    await page.getByRole('cell', { name: 'Chairside Design' }).first().waitFor()
    expect(await findingsOf(page)).toEqual([])
  })

  test('[Q36] a person signs in from the License Server’s page with the code it shows', async () => {
    await openLocal('/online-licensing')
    await page.getByRole('button', { name: 'Sign in' }).click()
    const open = page.getByRole('link', { name: 'Open the sign-in page' })
    await open.waitFor()
    expect(await findingsOf(page)).toEqual([])
    const approving = context.waitForEvent('page')
    await open.click()
    const device = await approving
    await device.getByRole('heading', { name: 'A License Server asks to be connected' }).waitFor()
    expect(await findingsOf(device)).toEqual([])
    await device.getByRole('button', { name: 'Approve' }).click()
    await device.getByText('Approved').waitFor()
    await device.close()
    await page.getByRole('heading', { name: 'Signed in to Lindenhof Dental' }).waitFor()
    expect(await findingsOf(page)).toEqual([])
  })

  test('[Q11] an activation code is judged while it is typed, and becomes a license in the cloud', async () => {
    const code = await makeCode(world)
    await openLocal('/')
    await page.getByRole('link', { name: 'Enter an activation code' }).click()
    await heading('Activation code')
    const field = page.getByRole('textbox', { name: 'Activation code' })
    const redeem = page.getByRole('button', { name: 'Redeem' })
    await field.fill(`${code.slice(0, -1)}O`)
    await page.getByText('No code has the character at place 20', { exact: false }).waitFor()
    await field.fill(`${code.slice(0, -1)}${code.endsWith('2') ? '3' : '2'}`)
    await page.getByText('Something in it is mistyped.', { exact: false }).waitFor()
    expect(await redeem.isDisabled()).toBe(true)
    expect(await findingsOf(page)).toEqual([])
    await field.fill(code.toLowerCase().replaceAll('-', ' '))
    await redeem.click()
    await page.getByText('Ortho Planner is yours now').waitFor()
    expect(await findingsOf(page)).toEqual([])
    await page.getByRole('button', { name: 'Enter another code' }).click()
    await field.fill(code)
    await page.keyboard.press('Enter')
    // Its own second try has what it wanted: the same license, once.
    await page.getByText('Ortho Planner is yours now').waitFor()
    await menu('HOME').click()
    const rows = page
      .getByRole('region', { name: 'Licenses' })
      .getByRole('row')
      .filter({ hasText: 'Never on a dongle' })
    await rows.filter({ hasText: 'Ortho Planner' }).first().waitFor()
    expect(await rows.filter({ hasText: 'Ortho Planner' }).count()).toBe(1)
  })

  test('[Q37] ENABLE DONGLE switches the dongle service off and on', async () => {
    await menu('DONGLE').click()
    const service = page.getByRole('switch', { name: 'ENABLE DONGLE' })
    if (!(await service.isChecked())) await service.click()
    await page.getByRole('heading', { name: /partly-moved/ }).waitFor()
    await service.click()
    await page.getByText('The dongle service is switched off').waitFor()
    expect(await findingsOf(page)).toEqual([])
    await service.click()
    await page.getByRole('heading', { name: /partly-moved/ }).waitFor()
  })

  test('[Q22] each rule of the line is shown with its reason before a transfer', async () => {
    const rules = page.getByRole('list', { name: 'What a transfer needs' })
    await rules.getByText('The license cloud answers.').waitFor()
    await rules.getByText('The dongle is assigned to your company.').waitFor()
    expect(await findingsOf(page)).toEqual([])
  })

  test('a script in a license’s name is shown as the text it is', async () => {
    const license = { id: 'lic_01hzxk3jjh8fv9r3w4m5n6p7q8', line: 'clinic', product: 'clinic-scan' } as const
    await makeDongle(world, 'script-name', [
      { ...license, name: scriptName, generation: '3.0', quantity: 1, term: { kind: 'perpetual' } },
    ])
    await page.getByRole('cell', { name: scriptName }).waitFor()
    expect(await page.locator('main img').count()).toBe(0)
    expect(await page.title()).toBe('Dongle')
    await unplug(world, 'script-name')
    await page.getByRole('cell', { name: scriptName }).waitFor({ state: 'detached' })
  })

  test('[Q38] TRANSFER is reached from DONGLE and from HOME, and begins with the rules', async () => {
    await page.getByRole('link', { name: 'Review transfer' }).waitFor()
    await menu('HOME').click()
    await page.getByRole('link', { name: 'Transfer dongle licenses' }).click()
    await heading(/^Check: dongle/)
    expect(await findingsOf(page)).toEqual([])
    await page.getByRole('link', { name: 'Continue to review' }).click()
    await heading('Review the transfer')
  })

  test('[Q90] the review says of each license whether it moves and why, before anything changes', async () => {
    const plan = page.getByRole('region', { name: 'What happens to each license' })
    const rowOf = (name: string) => plan.getByRole('row').filter({ hasText: name })
    expect(await rowOf('Chairside Design').innerText()).toContain('Moves')
    expect(await rowOf('Dentures').innerText()).toContain('Stays on the dongle')
    expect(await rowOf('Dentures').innerText()).toContain('Belongs to another product line')
    await page.getByText('3 licenses move').waitFor()
  })

  test('[Q31] the company’s name and the dongle stand above the confirmation', async () => {
    await page.getByText('Lindenhof Dental', { exact: true }).waitFor()
    await page.getByText(/^From dongle .*partly-moved/).waitFor()
  })

  test('[Q40] the disclaimers stand on the screen of the final button, which needs a tick that names the count', async () => {
    const final = page.getByRole('button', { name: 'Transfer 3 licenses' })
    expect(await final.isDisabled()).toBe(true)
    await page.getByText('Keep the dongle plugged in until the confirmation.', { exact: false }).waitFor()
    await page.getByText('There is no way back: licenses cannot return to the dongle.').waitFor()
    expect(await findingsOf(page)).toEqual([])
    await page.getByRole('checkbox', { name: /want to move 3 licenses into the account of Lindenhof Dental/ }).focus()
    await page.keyboard.press('Space')
    expect(await final.isEnabled()).toBe(true)
  })

  test('[Q60] the final button is reached by keyboard, and the transfer shows its progress to the result', async () => {
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.innerText')).toBe('Transfer 3 licenses')
    const steps: string[] = []
    await page.exposeFunction('tellStep', (text: string) => void steps.push(text))
    await page.evaluate(
      'new MutationObserver(() => tellStep(document.querySelector("[role=status]")?.innerText ?? "")).observe(document.body, { childList: true, subtree: true, characterData: true })',
    )
    await page.keyboard.press('Enter')
    await heading('Result')
    expect(steps.some((step) => step.includes('%'))).toBe(true)
    expect(await findingsOf(page)).toEqual([])
  })

  test('[Q51] the result says that others stay, and to keep the dongle', async () => {
    await page.getByText('This line’s licenses have moved').waitFor()
    await page.getByText('Keep the dongle: it still holds licenses.').waitFor()
    const stays = page.locator('section', { has: page.getByRole('heading', { name: 'Still on the dongle' }) })
    expect(await stays.innerText()).toContain('Dentures')
  })

  test('[Q93] the certificate is downloaded with everything that verifies it', async () => {
    const downloading = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Download certificate' }).click()
    const file = await (await downloading).path()
    expect(certificateBundleSchema.safeParse(JSON.parse(readFileSync(file, 'utf8'))).error).toBeUndefined()
  })

  test('[Q44] CLOSE leads to HOME, where moved and remaining licenses stand on one page', async () => {
    await page.getByRole('link', { name: 'CLOSE' }).click()
    await heading('License summary')
    const table = page.getByRole('region', { name: 'Licenses' })
    const rowOf = (name: string) => table.getByRole('row').filter({ hasText: name })
    await rowOf('Chairside Design').getByText('In the cloud').waitFor()
    await rowOf('Dentures').getByText('On dongle partly-moved').waitFor()
    await page.getByText('Do not throw the dongle away').waitFor()
    expect(await findingsOf(page)).toEqual([])
  })

  test('past transfers are listed, and the drawer plugs another dongle in', async () => {
    await menu('TRANSFER').click()
    await page.getByRole('link', { name: /^Open the transfer of/ }).waitFor()
    expect(await findingsOf(page)).toEqual([])
    await menu('DRAWER').click()
    await page.getByRole('button', { name: 'Unplug: partly-moved' }).click()
    await page.getByRole('button', { name: 'Plug in: render-studio' }).click()
    await page.getByRole('button', { name: 'Unplug: render-studio' }).waitFor()
    expect(await findingsOf(page)).toEqual([])
  })

  test('[Q39] the target username is checked live and gets a tick when it is accepted', async () => {
    await menu('DONGLE').click()
    await page.getByRole('heading', { name: /render-studio/ }).waitFor()
    await page.getByRole('link', { name: 'Review transfer' }).click()
    const target = page.getByRole('textbox', { name: 'Target username' })
    await target.fill('sam@harbor.example')
    await page.getByText('sam@harbor.example does not belong to Lindenhof Dental.').waitFor()
    expect(await findingsOf(page)).toEqual([])
    await target.fill(email)
    await page.getByText(`${email} belongs to Lindenhof Dental.`).waitFor()
  })

  test('[Q41] after a render transfer CLOSE leads to the summary, and the dongle service is switched off by itself', async () => {
    await page.getByRole('checkbox', { name: /want to move 2 licenses/ }).check()
    await page.getByRole('button', { name: 'Transfer 2 licenses' }).click()
    await heading('Result')
    await page.getByText('All licenses have moved').waitFor()
    await page.getByRole('link', { name: 'CLOSE' }).click()
    await heading('License summary')
    await page.getByText('Service switched off').waitFor()
  })

  test('[Q45] the console lists the transfers, with the certificate to download', async () => {
    await page.goto(`${world.cloud}/transfers`)
    const download = page.getByRole('button', { name: 'Download the certificate for dongle partly-moved' })
    await download.waitFor()
    expect(await findingsOf(page)).toEqual([])
    const downloading = page.waitForEvent('download')
    await download.click()
    const file = await (await downloading).path()
    expect(certificateBundleSchema.safeParse(JSON.parse(readFileSync(file, 'utf8'))).error).toBeUndefined()
  })

  test('a code nobody waits for is said so, and signing out leaves nothing of the company on the page', async () => {
    await page.goto(`${world.cloud}/device?user_code=AAAA-BBBB`)
    await page.getByText('No machine waits for this code.').waitFor()
    expect(await findingsOf(page)).toEqual([])
    await page.getByRole('button', { name: 'Sign out' }).first().click()
    await heading('Sign in')
    expect(await page.locator('main').innerText()).not.toContain('Lindenhof')
    expect(await findingsOf(page)).toEqual([])
    await menu('Contact support').click()
    await page.getByRole('link', { name: /^Write to clinic-support@/ }).waitFor()
    expect(await findingsOf(page)).toEqual([])
  })

  test('a wrong password is said so, and the right one leads back to the page that was asked for', async () => {
    await page.goto(`${world.cloud}/transfers`)
    await page.getByLabel('E-mail address').fill(email)
    await page.getByLabel(/^Password/).fill('a wrong one')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByText('E-mail address or password is wrong.').waitFor()
    expect(await findingsOf(page)).toEqual([])
    await page.getByLabel(/^Password/).fill(password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await heading('Transfers')
  })

  test('no script of ours failed, and the Content-Security-Policy refused nothing', () => {
    expect(complaints).toEqual([])
  })

  function linkOf(person: string): string {
    const link = world.links.get(person)
    if (link === undefined) throw new Error(`no set-up link for ${person}`)
    return link
  }
})
