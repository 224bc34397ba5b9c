import AxeBuilder from '@axe-core/playwright'
import { type Browser, chromium, type Page } from 'playwright-core'

/** Debian's Chromium, quiet: no network of its own. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: '/usr/bin/chromium', args: quiet })
}

const quiet = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** What every page has to look right in: light, dark, and as narrow as a phone. */
const views = [
  { name: 'light', colorScheme: 'light', width: 1200, rules: (axe: AxeBuilder) => axe },
  // Nothing but its colors is new in the dark, and they are not new where it is narrow: contrast is the dearest rule of all.
  { name: 'dark', colorScheme: 'dark', width: 1200, rules: (axe: AxeBuilder) => axe.withRules('color-contrast') },
  { name: 'narrow', colorScheme: 'light', width: 390, rules: (axe: AxeBuilder) => axe.disableRules('color-contrast') },
] as const
type View = (typeof views)[number]['name']

/** What reaches beyond the page, the innermost of it. */
const tooWide = `[...document.querySelectorAll('body *')]
  .filter((one) => one.getBoundingClientRect().right > window.innerWidth)
  .slice(-2).map((one) => one.outerHTML.slice(0, 300)).join(' ')`

/** @returns what axe finds on the page as it is, and whether it scrolls sideways, in each view; nothing is what is wanted */
export async function findingsOf(page: Page, only: readonly View[] = ['light', 'dark', 'narrow']): Promise<string[]> {
  const findings: string[] = []
  for (const { name, colorScheme, width, rules } of views.filter((view) => only.includes(view.name))) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.setViewportSize({ width, height: 900 })
    await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor()
    // Legacy mode: without it axe opens a page of its own for each answer, for frames in frames, which we have none of.
    const { violations } = await rules(new AxeBuilder({ page })).setLegacyMode().analyze()
    for (const { id, nodes } of violations)
      findings.push(`${name}: ${id}: ${nodes.map((node) => `${node.html} ${node.failureSummary}`).join(' ')}`)
    const surplus = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')
    if (Number(surplus) > 0)
      findings.push(`${name}: the page is ${surplus} pixels too wide: ${await page.evaluate(tooWide)}`)
  }
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: null })
  await page.setViewportSize({ width: 1200, height: 900 })
  return findings
}

/** Collects what a browser complains about: errors of scripts, and what the Content-Security-Policy refused. */
export function complaintsOf(page: Page, complaints: string[] = []): string[] {
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    // A refusal of an API is an answer, and the browser notes each of them.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      complaints.push(message.text())
  })
  return complaints
}
