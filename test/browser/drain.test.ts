import { localApi } from '@undongle/core/api/local'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { asLocalUser, call } from '../../scripts/call.ts'
import { tokenPin } from '../../scripts/main-job/token.ts'
import { startTransfer, transfer, waitForDongle } from '../../scripts/main-job/transfer.ts'
import { needs } from '../needs.ts'
import { complaintsOf, findingsOf, openBrowser } from './browser.ts'
import {
  anna,
  carry,
  carryToken,
  giveBack,
  openStations,
  permitted,
  putAway,
  rememberToken,
  type Station,
  type Stations,
  takeSeat,
} from './stations.ts'

// What people see of a dongle that can only be read, of a way back, and of a token that has lost its newest state: on the built pages
// of three machines of one company, with the built cloud. Each page is looked at in light, dark and narrow.

const timeoutMs = 400_000
const stepTimeoutMs = 60_000

describe('the pages of class B, of a grace and of a mended token', {
  ...needs('chromium', 'softhsm2'),
  timeout: timeoutMs,
}, () => {
  let at: Stations
  let browser: Browser
  let page: Page
  let complaints: string[]

  beforeAll(async () => {
    at = await openStations()
    browser = await openBrowser()
    const context = await browser.newContext({ locale: 'en-US' })
    context.setDefaultTimeout(stepTimeoutMs)
    page = await context.newPage()
    complaints = complaintsOf(page)
  }, timeoutMs)

  afterAll(async () => {
    await browser?.close()
    await at?.close()
  }, timeoutMs)

  const open = ({ part }: Station, path: string) => page.goto(`${part.address}${path}`)
  const heading = (name: string | RegExp) => page.getByRole('heading', { level: 1, name }).waitFor()
  const says = (text: string | RegExp) => page.getByText(text).first().waitFor()

  test('[Q40] for a dongle that can only be read the review says what is true of it, and its PIN may be left out', async () => {
    await carryToken(at.token, at.workbench, at.desk)
    await permitted(at.desk, at.token.serial)
    await open(at.desk, '/dongle')
    await page.getByRole('link', { name: 'Review transfer' }).click()
    await heading('Review the transfer')
    await says('This dongle cannot be written')
    await says('The dongle itself cannot be erased.')
    expect(await page.locator('main').innerText()).not.toMatch(
      /Keep the dongle plugged in until|leave the dongle until/,
    )
    await page.getByLabel('PIN of the dongle, if you know it').waitFor()
    const final = page.getByRole('button', { name: 'Transfer 1 license' })
    await page.getByRole('checkbox', { name: /want to move 1 license/ }).check()
    expect(await final.isEnabled()).toBe(true)
    expect(await findingsOf(page)).toEqual([])
    await carryToken(at.token, at.desk, at.workbench)
  })

  test('[Q87] the review lists who works with the licenses, and a transfer that waits for them is begun by a button', async () => {
    await carry('partly-moved', at.workbench, at.desk)
    await giveBack(at.workbench, 'partly-moved')
    await permitted(at.desk, 'partly-moved')
    await open(at.desk, '/dongle')
    await page.getByRole('link', { name: 'Review transfer' }).waitFor()
    await takeSeat(at.desk, 'clinic-scan') // after the check, whose answer says nothing of it
    await page.getByRole('link', { name: 'Review transfer' }).click()
    await page.getByRole('heading', { name: 'In use now' }).waitFor()
    await says(/^clinic-scan 1\.0 on front desk, since .*\d/)
    expect(await page.getByRole('radio', { name: 'Now, while the applications go on' }).isChecked()).toBe(true)
    await page.getByRole('radio', { name: 'At a time I choose' }).check()
    await page.getByLabel('Day and time').waitFor()
    expect(await findingsOf(page)).toEqual([])
    await page.getByRole('radio', { name: 'When the last application is closed' }).check()
    await page.getByRole('checkbox', { name: /want to move 3 licenses/ }).check()
    await page.getByRole('button', { name: 'Transfer 3 licenses' }).click()
    await says('Waiting until nobody works with the licenses')
    await says(/^clinic-scan 1\.0 on front desk, since/)
    expect(await findingsOf(page)).toEqual([])
    await page.getByRole('button', { name: 'Begin now' }).click()
    await heading('Result')
    await says('This line’s licenses have moved')
    putAway('partly-moved', at.desk)
  })

  test('[Q62] a drain says which machine holds a permit until when, what can be used meanwhile, and when it ends by itself', async () => {
    await carry('all-moved', at.workbench, at.workshop)
    await permitted(at.workshop, 'all-moved')
    await takeSeat(at.workshop, 'clinic-scan')
    await carry('all-moved', at.workshop, at.desk)
    await permitted(at.desk, 'all-moved')
    await open(at.desk, '/dongle')
    await page.getByRole('link', { name: 'Review transfer' }).click()
    await page.getByRole('checkbox', { name: /want to move 2 licenses/ }).check()
    await page.getByRole('button', { name: 'Transfer 2 licenses' }).click()
    await heading('Transfer of dongle all-moved')
    await says('Waiting for the permits of other machines')
    await says(/^old workshop: until .*\d/)
    await says(/goes on by itself, at .* at the latest/)
    await says(/Applications here go on with the dongle: this machine’s permit is valid until/)
    expect(await findingsOf(page)).toEqual([])
  })

  test('[Q60] a transfer that waits for permits is cancelled by its button, and says that it took nothing', async () => {
    await page.getByRole('button', { name: 'Cancel this transfer' }).click()
    await heading('Result')
    await says('This transfer took nothing off the dongle, and never will.')
    expect(await findingsOf(page)).toEqual([])
  })

  test('[Q92] the other machine lists its permit, and giving it back there finishes the transfer here', async () => {
    const { dongle } = await waitForDongle(at.desk.part, 'all-moved')
    const id = await startTransfer(at.desk.part, { dongle, line: 'clinic', targetUser: anna, pin: null })
    await open(at.workshop, '/dongle')
    await page.getByRole('heading', { name: 'Permits of this machine' }).waitFor()
    await says(/^Dongle all-moved, until/)
    expect(await findingsOf(page)).toEqual([])
    await page.getByRole('button', { name: 'Give it back' }).click()
    await says(/^Given back\./)
    expect(await findingsOf(page)).toEqual([])
    const headers = asLocalUser(at.desk.part.dataDir)
    const body = { pin: null, confirmLastTry: false, confirm: false }
    await call(at.desk.part.address, localApi['transfer.resume'], { headers, parameters: { transfer: id }, body })
    await open(at.desk, `/transfer/${id}`)
    await heading('Result')
    await says('All licenses have moved')
  })

  test('[Q70] in a grace a line is switched back to its dongle, and the page counts the days that are left', async () => {
    const { part } = at.workbench
    await call(part.address, localApi['drawer.put'], {
      headers: asLocalUser(part.dataDir),
      parameters: { name: 'nothing-relevant' },
      body: { plugged: true },
    })
    const { dongle } = await waitForDongle(part, 'nothing-relevant')
    await transfer(part, { dongle, line: 'lab', targetUser: anna, pin: null })
    await open(at.workbench, '/dongle')
    const source = page.getByRole('switch', { name: /^Use Lab.* from this dongle instead of the cloud/ })
    await source.waitFor()
    await says(/Possible until .* \((29|30) days left\)/)
    await source.click()
    await page.getByRole('switch', { name: /^Use Lab.* from this dongle/, checked: true }).waitFor()
    expect(await findingsOf(page)).toEqual([])
  })

  test('[Q92] a token that shows an older state than it had is put right with its PIN', async () => {
    const { part } = at.workbench
    const putOldBack = rememberToken(at.token, at.workbench)
    const { dongle } = await waitForDongle(part, at.token.serial)
    const moved = await transfer(part, { dongle, line: 'clinic', targetUser: anna, pin: tokenPin })
    expect(moved.result).toBe('all-moved')
    await putOldBack()
    await open(at.workbench, '/dongle')
    const mend = page.getByRole('button', { name: 'Put it right now' })
    await mend.waitFor()
    expect(await findingsOf(page)).toEqual([])
    await page.getByLabel('PIN of the dongle').fill(tokenPin)
    await mend.click()
    await mend.waitFor({ state: 'detached' })
    await says('Off, moved')
  })

  test('no script of ours failed, and the Content-Security-Policy refused nothing', () => {
    expect(complaints).toEqual([])
  })
})
