import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { settingsPage, writeSettingsPage } from './settings-page.ts'

test('the page of settings is what the code says; otherwise run: npm run reference', async () => {
  expect(readFileSync(settingsPage, 'utf8')).toBe(await writeSettingsPage(process.cwd()))
})
