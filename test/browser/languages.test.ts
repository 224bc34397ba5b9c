import { localApi } from '@undongle/core/api/local'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { da } from '../../packages/web/src/i18n/da.ts'
import { de } from '../../packages/web/src/i18n/de.ts'
import { en } from '../../packages/web/src/i18n/en.ts'
import { asLocalUser, call } from '../../scripts/call.ts'
import { companies } from '../../scripts/demo/contracts.ts'
import { signIn, useLink } from '../../scripts/main-job/person.ts'
import { needs } from '../needs.ts'
import { complaintsOf, findingsOf, openBrowser } from './browser.ts'
import { staticAddresses } from './pages-of-wizard.ts'
import { openWorld, plug, type World } from './world.ts'

// A German and a Dane, each at a phone: every page of the License Server fits, is accessible, and has no English left on it. The tests
// go on from each other.

const timeoutMs = 240_000
const stepTimeoutMs = 30_000
const readers = ['de', 'da'] as const
type Reader = (typeof readers)[number]
const trees = { de, da } as const
const locales = { de: 'de-AT', da: 'da-DK' } as const

describe('the pages in each language', { ...needs('chromium'), timeout: timeoutMs }, () => {
  let world: World
  let parts: Parameters<typeof signIn>[0]
  let browser: Browser
  const pages = {} as Record<Reader, Page>
  const complaints: string[] = []
  const fetched: Record<Reader, string[]> = { de: [], da: [] }

  beforeAll(async () => {
    world = await openWorld()
    parts = {
      cloud: { address: world.cloud },
      licenseServer: { address: world.licenseServer, dataDir: world.licenseServerDataDir },
    }
    await plug(world, 'partly-moved')
    browser = await openBrowser()
    for (const reader of readers) pages[reader] = await openPage(reader)
  }, timeoutMs)

  afterAll(async () => {
    await browser?.close()
    await world?.close()
  }, timeoutMs)

  async function openPage(reader: Reader): Promise<Page> {
    const context = await browser.newContext({ locale: locales[reader], viewport: { width: 390, height: 900 } })
    context.setDefaultTimeout(stepTimeoutMs)
    const page = await context.newPage()
    complaintsOf(page, complaints)
    page.on('request', (request) => fetched[reader].push(new URL(request.url()).pathname))
    return page
  }

  const open = (reader: Reader, address: string) => pages[reader].goto(`${world.licenseServer}${address}`)
  const heading = (reader: Reader, name: string) => pages[reader].getByRole('heading', { level: 1, name }).waitFor()

  /** @returns what is wrong with the page as it stands: what axe finds, what is too wide, and what is English */
  async function wrongWith(reader: Reader): Promise<string[]> {
    const page = pages[reader]
    await page.locator('h1').waitFor()
    await expect.poll(() => page.locator('.mantine-Skeleton-root').count(), { timeout: stepTimeoutMs }).toBe(0)
    const lines = (await page.locator('body').innerText()).split('\n').map((line) => line.trim())
    return [...(await findingsOf(page, ['narrow'])), ...lines.filter((line) => isEnglish(line, reader))]
  }

  test.each(
    readers,
  )('the browser’s language is spoken at first, and only its words are fetched: %s', async (reader) => {
    await open(reader, '/')
    await heading(reader, trees[reader].home.title)
    expect(await pages[reader].locator('html').getAttribute('lang')).toBe(locales[reader])
    const words = fetched[reader].filter((address) => /^\/assets\/(en|de|da)-/.test(address))
    expect(words.map((address) => address.slice('/assets/'.length, '/assets/'.length + 2))).toEqual([reader])
  })

  test.each(
    readers.flatMap((reader) => staticAddresses().map((address) => [reader, address] as const)),
  )('%s: %s fits a phone, and nothing on it is English', async (reader, address) => {
    await open(reader, address)
    expect(await wrongWith(reader)).toEqual([])
  })

  test('the check of a dongle says each rule in the language of its reader', async () => {
    const session = await useLink(world.cloud, world.links.get('anna@lindenhof.example') ?? '')
    await signIn(parts, session, companies.lindenhof)
    const { dongles } = await call(world.licenseServer, localApi['dongle.list'], {
      headers: asLocalUser(world.licenseServerDataDir),
    })
    const dongle = dongles.find(({ serial }) => serial.includes('partly-moved'))?.dongle
    for (const reader of readers) {
      await open(reader, `/transfer/check?dongle=${dongle}&line=clinic`)
      await pages[reader].getByText(trees[reader].rule['cloud-answers'].say).waitFor()
      expect(await wrongWith(reader)).toEqual([])
    }
  })

  test('the review says its disclaimers and its numbers in the language of its reader', async () => {
    for (const reader of readers) {
      const { checkStep, review, disclaimer } = trees[reader]
      await pages[reader].getByRole('link', { name: checkStep.continue }).click()
      await heading(reader, review.title)
      await pages[reader].getByText(disclaimer['keep-plugged-in']).waitFor()
      expect(await wrongWith(reader)).toEqual([])
    }
  })

  test('one of them transfers, and both read the result', async () => {
    const page = pages.de
    await page.getByRole('checkbox').last().check()
    await page.getByRole('button', { name: /^\d Lizenz(en)? übertragen$/ }).click()
    await heading('de', de.done.title)
    await pages.da.goto(page.url())
    for (const reader of readers) {
      await pages[reader].getByText(trees[reader].result['partly-moved'].title).first().waitFor()
      expect(await wrongWith(reader)).toEqual([])
      await open(reader, '/')
      await pages[reader].getByRole('link', { name: trees[reader].home.next.signIn }).waitFor({ state: 'detached' })
      expect(await wrongWith(reader)).toEqual([])
    }
  })

  test('another language is chosen under SETTINGS, without loading the page again, and stays chosen', async () => {
    const page = pages.de
    await open('de', '/settings')
    await page.getByRole('combobox', { name: de.common.language }).selectOption('da')
    await heading('de', da.settingsPage.title)
    expect(await page.locator('html').getAttribute('lang')).toBe('da')
    await open('de', '/guide')
    await heading('de', da.guidePage.title)
    await open('de', '/settings')
    await page.getByRole('combobox', { name: da.common.language }).selectOption('en')
    await heading('de', en.settingsPage.title)
    expect(await page.title()).toBe(en.settingsPage.title)
  })

  test('no script of ours failed, and the Content-Security-Policy refused nothing', () => {
    expect(complaints).toEqual([])
  })
})

/** Whole sentences of English that are another one in the reader's language. */
function isEnglish(line: string, reader: Reader): boolean {
  return english.has(line) && !wordsOf(trees[reader]).has(line)
}

const wordsOf = (tree: object): ReadonlySet<string> =>
  new Set(
    Object.values(tree).flatMap((below: unknown) =>
      typeof below === 'object' && below !== null ? [...wordsOf(below)] : [String(below)],
    ),
  )
const english = wordsOf(en)
