import { execFile, execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { localApi } from '@undongle/core/api/local'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { call } from '../../scripts/call.ts'
import { signOut } from '../../scripts/main-job/person.ts'
import { needs } from '../needs.ts'
import { openWorld, type SoldDongle, targetUser, type World } from '../stories/world.ts'
import { complaintsOf, findingsOf, openBrowser } from './browser.ts'

// The built parts with no network between them. The sign-in is carried by hand, as QR codes and as a file; the transfer by commands.
// The tests go on from each other.

const timeoutMs = 240_000
const tools = needs('chromium', 'zbar-tools')

describe('courier', { ...tools, timeout: timeoutMs }, () => {
  let world: World
  let dongle: SoldDongle
  let browser: Browser
  let context: BrowserContext
  let wizard: Page
  let console_: Page
  let complaints: string[]

  beforeAll(async () => {
    world = await openWorld({ tokens: 0, fileDongles: 1 })
    dongle = world.fileDongle()
    await signOut(world.place)
    world.gate.shut()
    browser = await openBrowser()
    context = await browser.newContext({ acceptDownloads: true, locale: 'en-US' })
    context.setDefaultTimeout(30_000)
    wizard = await context.newPage()
    console_ = await context.newPage()
    complaints = complaintsOf(console_, complaintsOf(wizard))
  }, timeoutMs)

  afterAll(async () => {
    await browser?.close()
    await world?.close()
  }, timeoutMs)

  const status = () => call(world.place.licenseServer.address, localApi['status.read'])
  const file = (name: string) => path.join(world.place.folder, name)

  /** What a phone reads off this screen. */
  async function scan(page: Page): Promise<string> {
    const picture = file('code.png')
    await page.setViewportSize({ width: 1200, height: 2000 }) // nothing scrolls over the code
    writeFileSync(picture, await page.getByRole('img', { name: /^QR code/ }).screenshot())
    const quiet = { encoding: 'utf8', stdio: 'pipe' } as const
    return execFileSync('zbarimg', ['--raw', '-q', '-Sdisable', '-Sqrcode.enable', picture], quiet).trim()
  }

  async function scanAll(page: Page): Promise<string[]> {
    const [, total] = /of (\d+)/.exec(await page.getByText(/QR code \d+ of \d+/).innerText()) ?? []
    const codes: string[] = []
    for (let shown = 1; shown <= Number(total); shown++) {
      await page.getByRole('img', { name: `QR code ${shown} of ${total}`, exact: true }).waitFor()
      codes.push(await scan(page))
      await page.getByRole('button', { name: 'Next code' }).click()
    }
    return codes
  }

  test('[Q97] a machine without a network is signed in: QR codes on the way there, a file on the way back', async () => {
    const { licenseServer } = world.place
    await wizard.goto(`${licenseServer.address}/courier`)
    await wizard.getByRole('switch', { name: 'Work by courier' }).click({ force: true })
    await wizard.getByText('Sign this machine in').waitFor()
    await wizard.getByRole('button', { name: 'Write the request' }).click()
    const codes = await scanAll(wizard)
    expect(codes.length).toBeGreaterThan(1)
    expect(await findingsOf(wizard)).toEqual([])

    await console_.goto(`${world.behindGate}/courier`)
    const field = console_.getByRole('textbox', { name: 'Text or scanned codes' })
    await field.fill(codes.slice(1).join('\n'))
    await console_.getByRole('button', { name: 'Answer', exact: true }).click()
    await console_.getByText('Not all parts of the letter were read.').waitFor()
    await field.fill(codes.toReversed().join('\n'))
    await console_.getByRole('textbox', { name: 'E-mail' }).fill(targetUser)
    await console_.getByRole('textbox', { name: 'Password' }).fill('a long enough password')
    await console_.getByRole('button', { name: 'Sign in' }).click()
    expect(await findingsOf(console_)).toEqual([])
    await console_.getByRole('button', { name: 'Answer', exact: true }).click()
    const download = console_.waitForEvent('download')
    await console_.getByRole('button', { name: 'Save as a file' }).click()
    await (await download).saveAs(file('answer.txt'))
    expect(await findingsOf(console_)).toEqual([])

    await wizard.locator('input[type=file]').setInputFiles(file('answer.txt'))
    await wizard.getByRole('button', { name: 'Read the answer' }).click()
    await wizard.getByText('What waited for it goes on by itself.').waitFor()
    expect((await status()).signIn).toMatchObject({ state: 'signed-in', user: { email: targetUser } })
    await wizard.getByRole('textbox', { name: 'Text or scanned codes' }).fill(readFileSync(file('answer.txt'), 'utf8'))
    await wizard.getByRole('button', { name: 'Read the answer' }).click()
    await wizard.getByText('This answer was read before').waitFor()
    expect(complaints).toEqual([])
  })

  test('[Q97] a dongle is moved by files and commands alone, without a network between the parts', async () => {
    const line = ['--line', 'clinic']
    const planned = await undongle('license-server', 'transfer', 'preview', ...line)
    expect(planned).toMatchObject({ json: { eligible: false, problem: { code: 'courier-waiting' } } })
    await carry('plan')
    const started = await undongle('license-server', 'transfer', 'start', ...line, '--yes', '--no-wait')
    expect(started).toMatchObject({ exit: 7 })
    await waitsFor('transfer.open')
    await carry('order')
    await waitsFor('transfer.commit')
    await carry('receipt')
    const moved = async () => (await undongle('license-server', 'transfer', 'status')).json
    const { serial } = dongle
    await expect
      .poll(moved, { timeout: 60_000 })
      .toMatchObject({ state: 'finished', result: 'partly-moved', dongle: { serial } })
  })

  async function waitsFor(operation: string): Promise<void> {
    const waiting = async () => (await undongle('license-server', 'courier', 'status')).json.waiting
    await expect
      .poll(waiting, { timeout: 60_000 })
      .toContainEqual(expect.objectContaining({ operation, state: 'to-write' }))
  }

  /** Each command sees only its own machine: the request crosses as a file, and so does the answer. */
  async function carry(name: string): Promise<void> {
    const [request, answer] = [file(`${name}.request`), file(`${name}.answer`)]
    expect(await undongle('license-server', 'courier', 'write', '--out', request)).toMatchObject({ exit: 7 })
    expect(await undongle('cloud', 'courier', 'answer', request, '--out', answer)).toMatchObject({ exit: 0 })
    expect(readFileSync(answer, 'utf8')).not.toContain('lindenhof')
    expect(await undongle('license-server', 'courier', 'read', answer)).toMatchObject({ exit: 0 })
  }

  interface Ran {
    readonly exit: number
    readonly json: Readonly<Record<string, unknown>>
  }

  function undongle(on: 'cloud' | 'license-server', ...args: string[]): Promise<Ran> {
    const { cloud, licenseServer } = world.place
    const env = {
      ...process.env,
      UNDONGLE_CLOUD_URL: on === 'cloud' ? world.behindGate : 'http://127.0.0.1:9',
      UNDONGLE_DATA_DIR: on === 'cloud' ? cloud.dataDir : licenseServer.dataDir,
    }
    const program = path.resolve(import.meta.dirname, '../../packages/cli/dist/main.js')
    return new Promise((resolve) => {
      execFile(process.execPath, [program, ...args, '--json'], { env }, (error, stdout, stderr) => {
        resolve({ exit: Number(error?.code ?? 0), json: JSON.parse(stdout === '' ? stderr : stdout) })
      })
    })
  }
})
